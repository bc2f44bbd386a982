//! Issuers whose keys are at an address: new keys are found, and no mood of the address stops those that are known.

use std::time::Duration;

use anydoor_host::identity::authority::Member;

use crate::support::{Caller, Endpoint, Key, Mood, Site, claims, is_refused, new, who};

const ISSUER: &str = "https://id.example";

/// A site that trusts an issuer at this endpoint, for one organisation, and that organisation's connection.
async fn trusting(endpoint: &Endpoint) -> (Site, Member, Caller) {
    let site = Site::start().await;
    let member = site.authority.add(&new("council")).expect("it is new");
    let path = site.folder.path().join("identity.toml");
    let mut text = std::fs::read_to_string(&path).expect("it is there");
    text += &format!(
        "\n[[issuer]]\niss = \"{ISSUER}\"\njwks = \"{}\"\nalgorithms = [\"ES256\"]\norgs = [\"{}\"]\n",
        endpoint.url, member.org_id
    );
    std::fs::write(&path, text).expect("written");
    assert!(site.partners.reload());
    let caller = site.caller(&member).await;
    (site, member, caller)
}

fn token(key: &Key, member: &Member) -> String {
    let mut claims = claims(member);
    claims["iss"] = ISSUER.into();
    key.sign(&claims)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_found_and_a_dropped_one_forgotten() {
    let (one, two) = (Key::new("one"), Key::new("two"));
    let endpoint = Endpoint::start(Mood::Answers(one.jwks())).await;
    let (site, member, caller) = trusting(&endpoint).await;
    let old = token(&one, &member);
    who(&caller, &old).await.expect("the key is looked for when it is first needed");

    endpoint.turns(Mood::Answers(two.jwks()));
    who(&caller, &old).await.expect("it is known, so nobody asks");
    is_refused(who(&caller, &token(&two, &member)).await, "a search was a moment ago");
    site.hand.advance(Duration::from_secs(31));
    who(&caller, &token(&two, &member)).await.expect("the new key is found");
    is_refused(who(&caller, &old).await, "the old key is gone, though its token was remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_keys_do_not_make_us_ask_again_and_again() {
    let endpoint = Endpoint::start(Mood::Answers(Key::new("one").jwks())).await;
    let (_site, member, caller) = trusting(&endpoint).await;
    for number in 0..20 {
        let made_up = Key::new(&format!("made up {number}"));
        is_refused(who(&caller, &token(&made_up, &member)).await, "unknown key");
    }
    // One that is due from time to time, one because of the first unknown key.
    assert!(endpoint.asked() <= 2, "asked {} times", endpoint.asked());
}

#[tokio::test(flavor = "multi_thread")]
async fn known_keys_go_on_whatever_the_address_does() {
    let key = Key::new("one");
    let endpoint = Endpoint::start(Mood::Answers(key.jwks())).await;
    let (site, member, caller) = trusting(&endpoint).await;
    who(&caller, &token(&key, &member)).await.expect("the key is found");

    let moods = [Mood::Fails, Mood::NeverEnds, Mood::Answers("junk".into()), Mood::NeverAnswers];
    for mood in moods {
        endpoint.turns(mood);
        site.hand.advance(Duration::from_secs(31));
        let before = endpoint.asked();
        is_refused(who(&caller, &token(&Key::new("other"), &member)).await, "unknown key");
        assert_eq!(endpoint.asked(), before + 1);
        let mut claims = claims(&member);
        claims["iss"] = ISSUER.into();
        claims["iat"] = (claims["iat"].as_i64().expect("a time") + 31).into();
        claims["sub"] = format!("never seen before {before}").into();
        who(&caller, &key.sign(&claims)).await.expect("the known key goes on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_do_not_go_on_for_ever() {
    let key = Key::new("one");
    let endpoint = Endpoint::start(Mood::Answers(key.jwks())).await;
    let (site, member, caller) = trusting(&endpoint).await;
    who(&caller, &token(&key, &member)).await.expect("the key is found");
    endpoint.turns(Mood::Fails);
    site.hand.advance(Duration::from_secs(24 * 60 * 60 + 1));
    let mut claims = claims(&member);
    let now = claims["iat"].as_i64().expect("a time") + 24 * 60 * 60 + 1;
    claims["iss"] = ISSUER.into();
    (claims["iat"], claims["exp"]) = (now.into(), (now + 300).into());
    is_refused(who(&caller, &key.sign(&claims)).await, "nobody has seen the keys for a day");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_speaks_only_for_the_organisations_it_may_speak_for() {
    let key = Key::new("one");
    let endpoint = Endpoint::start(Mood::Answers(key.jwks())).await;
    let (site, member, caller) = trusting(&endpoint).await;
    who(&caller, &token(&key, &member)).await.expect("for this one it may");
    let other = site.add("charity");
    let caller = site.caller(&other).await;
    is_refused(who(&caller, &token(&key, &other)).await, "for this one it may not");
    who(&caller, &Key::of(&other).sign(&claims(&other))).await.expect("its own issuer may");
}
