//! What changes while the server runs: certificates, what is revoked, keys.

use std::fs;
use std::time::Duration;

use anydoor_host::identity::authority::{Authority, Member};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::time::timeout;
use tonic::Code;

use crate::support::{
    Caller, Key, PATIENCE, Site, WAIT, claims, framed, is_refused, partner, reason, who,
};

async fn council() -> (Site, Member, Caller, String) {
    let site = Site::start().await;
    let member = site.add("council");
    let caller = site.caller(&member).await;
    let token = Key::of(&member).sign(&claims(&member));
    who(&caller, &token).await.expect("it is accepted");
    (site, member, caller, token)
}

/// The next call is told that the certificate is no good, and soon the connection takes no more.
async fn is_shown_out(caller: &Caller, token: &str) {
    let status = who(caller, token).await.expect_err("the certificate is no longer good");
    let told = (status.code(), reason(&status));
    assert_eq!(told, (Code::Unauthenticated, "CERTIFICATE_REFUSED".into()));
    let bearer = format!("Bearer {token}");
    let closed = async {
        while caller.post(WAIT, &[("authorization", &bearer)], framed("")).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, closed).await.expect("the connection closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_certificate_ends_its_streams_and_its_connection() {
    let (site, member, caller, token) = council().await;
    let bearer = format!("Bearer {token}");
    let mut stream = caller.send(WAIT, &[("authorization", &bearer)], framed("")).await;
    assert_eq!(stream.next().await.expect("it begins"), "first");

    site.authority.revoke("council", None).expect("it is revoked");
    who(&caller, &token).await.expect("the server does not know yet");
    assert!(site.partners.reload());
    assert_eq!(reason(&stream.next().await.expect_err("it ends")), "SHUTTING_DOWN");
    is_shown_out(&caller, &token).await;

    let stream = site.shake(partner(&member.folder)).await.expect("TLS 1.3 tells later");
    let again = Caller::over(stream).await;
    assert!(again.post(WAIT, &[], framed("")).await.is_err(), "it is not let in again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_expires_on_an_open_connection_ends_it() {
    let (site, _member, caller, token) = council().await;
    site.hand.advance(Duration::from_secs(7 * 24 * 60 * 60 + 1));
    is_shown_out(&caller, &token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn revoking_one_certificate_leaves_the_others() {
    let (site, member, old, token) = council().await;
    let renewed = site.authority.rotate("council", 7).expect("it is rotated");
    let new = site.caller(&renewed).await;
    site.authority.revoke("council", Some(&member.serial)).expect("it is revoked");
    site.partners.reload();
    is_shown_out(&old, &token).await;
    who(&new, &Key::of(&renewed).sign(&claims(&renewed))).await.expect("the new one is good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_server_certificate_is_shown_to_new_connections() {
    let (site, member, open, token) = council().await;
    let shown = async || {
        let stream = site.shake(partner(&member.folder)).await.expect("it shakes hands");
        stream.get_ref().1.peer_certificates().expect("some")[0].clone().into_owned()
    };
    let path = site.folder.path().join("server.pem");
    let before = shown().await;
    assert_eq!(before, CertificateDer::from_pem_file(&path).expect("a certificate"));

    fs::remove_file(&path).expect("removed"); // Without one, the next start of the authority makes another.
    assert!(!site.partners.reload(), "what cannot be read stays as it was");
    assert_eq!(shown().await, before);
    let clock = anydoor_host::Clock::system();
    Authority::open_or_create(site.folder.path(), &[], clock).expect("it is renewed");
    assert!(site.partners.reload());
    let after = shown().await;
    assert_ne!(after, before);
    assert_eq!(after, CertificateDer::from_pem_file(&path).expect("a certificate"));
    who(&open, &token).await.expect("the open connection goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_mean_nothing_leave_everything_as_it_was() {
    let (site, member, _caller, token) = council().await;
    for file in ["identity.toml", "ca.pem", "crl.pem", "server.key", "server.pem"] {
        let path = site.folder.path().join(file);
        let good = fs::read(&path).expect("it is there");
        fs::write(&path, "-----BEGIN NOTHING-----").expect("written");
        assert!(!site.partners.reload(), "{file}");
        who(&site.caller(&member).await, &token).await.expect("all goes on");
        fs::write(&path, good).expect("written");
        assert!(!site.partners.reload(), "{file} is what it was");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_an_issuer_drops_counts_no_longer() {
    let (site, member, caller, token) = council().await;
    let new = Key::new("new");
    fs::write(member.folder.join("jwks.json"), new.jwks()).expect("written");
    assert!(site.partners.reload());
    is_refused(who(&caller, &token).await, "signed with the old key, and remembered");
    who(&caller, &new.sign(&claims(&member))).await.expect("the new key counts");
}
