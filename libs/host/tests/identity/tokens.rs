//! Tokens: which are accepted, and that all others get the same quiet answer.

use anydoor_host::identity::authority::Member;
use anydoor_host::identity::client::Organisation;
use domain::rights::Purpose;
use domain::{Role, WorkerId};
use serde_json::{Value, json};
use tonic::Code;

use crate::support::{
    AM_I, Caller, Key, Site, WORKER, ask, base64, claims, is_refused, reason, unsigned, who,
};

/// A site, an organisation, and its connection.
async fn council() -> (Site, Member, Caller) {
    let site = Site::start().await;
    let member = site.add("council");
    let caller = site.caller(&member).await;
    (site, member, caller)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_who_the_token_says() {
    let (_site, member, caller) = council().await;
    let mut claims = claims(&member);
    claims["anydoor_role"] = "MANAGER".into();
    claims["anydoor_purpose"] = "HANDOVER".into();
    claims["aud"] = json!(["other", "anydoor"]);
    let said = who(&caller, &Key::of(&member).sign(&claims)).await.expect("it is accepted");
    assert_eq!(said, format!("{} {WORKER} MANAGER HANDOVER", member.org_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_cannot_say_otherwise() {
    let (_site, member, caller) = council().await;
    let bearer = format!("Bearer {}", Key::of(&member).sign(&claims(&member)));
    let other = "3f0c77ad-91d2-4f6e-8a55-20b16c0d11e9";
    let smuggled = [
        ("authorization", bearer.as_str()),
        ("anydoor-org", other),
        ("anydoor-worker", other),
        ("anydoor-role", "SYSTEM"),
        ("x-forwarded-client-cert", "URI=spiffe://anydoor.local/org/other"),
    ];
    let said = ask(&caller, &smuggled).await.expect("it is accepted");
    assert_eq!(said, format!("{} {WORKER} WORKER", member.org_id));

    let status = ask(&caller, &smuggled[1..]).await.expect_err("metadata alone is nothing");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::Unauthenticated, "TOKEN_REQUIRED")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_reflection_need_no_token() {
    let (_site, _member, caller) = council().await;
    let (_, status) = caller.call("/grpc.health.v1.Health/Check", "test.Nobody").await;
    assert_eq!(status.code(), Code::NotFound);
    for version in ["v1", "v1alpha"] {
        let path = format!("/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        let (_, status) = caller.call(&path, "").await;
        assert_ne!(status.code(), Code::Unauthenticated);
    }
    let (_, status) = caller.call("/grpc.reflection.v9.Other/Method", "").await;
    assert_eq!(reason(&status), "TOKEN_REQUIRED");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_with_a_token_the_answer_is_the_same() {
    let (site, member, caller) = council().await;
    let (key, other) = (Key::of(&member), site.add("charity"));
    let now = claims(&member)["iat"].as_i64().expect("a time");
    let with = |change: &dyn Fn(&mut Value)| {
        let mut claims = claims(&member);
        change(&mut claims);
        key.sign(&claims)
    };
    let header = |header: Value| unsigned(&header, &claims(&member));
    let hs256 = header(json!({ "alg": "HS256", "typ": "JWT", "kid": key.kid }));
    let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key.point());
    let mac = ring::hmac::sign(&secret, hs256.as_bytes());
    let honest = key.sign(&claims(&member));
    let mut altered = honest.clone().into_bytes();
    let middle = honest.find('.').expect("parts") + 20;
    altered[middle] = if altered[middle] == b'A' { b'B' } else { b'A' };

    for (why, token) in [
        ("expired", with(&|c| (c["iat"], c["exp"]) = (json!(now - 600), json!(now - 61)))),
        ("not yet valid", with(&|c| (c["iat"], c["exp"]) = (json!(now + 90), json!(now + 300)))),
        ("lives too long", with(&|c| c["exp"] = json!(now + 601))),
        ("for somebody else", with(&|c| c["aud"] = "other".into())),
        ("unknown issuer", with(&|c| c["iss"] = "https://other.example".into())),
        ("the issuer of another organisation", with(&|c| c["iss"] = claims(&other)["iss"].clone())),
        ("another certificate", with(&|c| c["cnf"] = claims(&other)["cnf"].clone())),
        ("another organisation", with(&|c| c["anydoor_org"] = other.org_id.clone().into())),
        ("no worker", with(&|c| c["anydoor_worker"] = "".into())),
        ("claims to be the system", with(&|c| c["anydoor_role"] = "SYSTEM".into())),
        ("no such role", with(&|c| c["anydoor_role"] = "QUEEN".into())),
        ("no such purpose", with(&|c| c["anydoor_purpose"] = "CURIOSITY".into())),
        ("not bound", with(&|c| _ = c.as_object_mut().expect("an object").remove("cnf"))),
        ("another's key", Key::of(&other).sign(&claims(&member))),
        ("a forged key", Key::new(&key.kid).sign(&claims(&member))),
        ("unknown key", Key::new("other").sign(&claims(&member))),
        ("alg none", header(json!({ "alg": "none", "typ": "JWT", "kid": key.kid })) + "."),
        ("HS256 with the public key", format!("{hs256}.{}", base64(mac.as_ref()))),
        ("altered", String::from_utf8(altered).expect("ASCII")),
        ("too long", format!("{honest}{}", "A".repeat(4096))),
        ("no token at all", "token".to_owned()),
        ("empty", String::new()),
    ] {
        is_refused(who(&caller, &token).await, why);
    }
    is_refused(ask(&caller, &[("authorization", &format!("Basic {honest}"))]).await, "basic");
    let bearer = format!("Bearer {honest}");
    let twice = [("authorization", bearer.as_str()), ("authorization", &bearer)];
    is_refused(ask(&caller, &twice).await, "two tokens");
    who(&caller, &honest).await.expect("the honest one is accepted all the while");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_works_only_over_the_certificate_it_was_made_for() {
    let (site, member, caller) = council().await;
    let token = Key::of(&member).sign(&claims(&member));
    who(&caller, &token).await.expect("it is accepted, and remembered");

    let other = site.add("charity");
    is_refused(who(&site.caller(&other).await, &token).await, "stolen by another organisation");
    site.authority.rotate("council", 7).expect("it is rotated");
    is_refused(who(&site.caller(&member).await, &token).await, "made for the old certificate");
    who(&caller, &token).await.expect("the open connection goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remembered_token_ends_when_its_time_is_up() {
    let (site, member, caller) = council().await;
    let token = Key::of(&member).sign(&claims(&member));
    who(&caller, &token).await.expect("it is accepted, and remembered");
    site.hand.advance(std::time::Duration::from_secs(420));
    is_refused(who(&caller, &token).await, "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_client_is_let_in() {
    let (site, member, _) = council().await;
    let organisation = Organisation::open(&member.folder).expect("its folder is whole");
    let endpoint = organisation.endpoint(&format!("https://{}", site.address)).expect("an address");
    let channel = endpoint.connect().await.expect("the server is up");
    let worker: WorkerId = WORKER.parse().expect("a UUID");
    let worker = organisation.worker(worker, Role::Worker).with_purpose(Purpose::Support);
    let channel = tonic::service::interceptor::InterceptedService::new(channel, worker);
    let mut grpc = tonic::client::Grpc::new(channel);
    for _ in 0..2 {
        grpc.ready().await.expect("it is ready");
        let codec = tonic_prost::ProstCodec::<String, String>::default();
        let path = AM_I.parse().expect("a path");
        let said = grpc.unary(tonic::Request::new(String::new()), path, codec).await;
        let said = said.expect("it is accepted").into_inner();
        assert_eq!(said, format!("{} {WORKER} WORKER SUPPORT", member.org_id));
    }
}
