//! Who may connect: only partners, with their own certificates, over TLS 1.3, speaking HTTP/2.

use std::path::Path;

use anydoor_host::Clock;
use anydoor_host::identity::authority::Authority;
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{Key, PATIENCE, Site, claims, new, partner, versions, who, with};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Whether the server has anything to say to somebody who greets it like this.
async fn is_let_in(site: &Site, config: rustls::ClientConfig) -> bool {
    let Ok(mut stream) = site.shake(config).await else { return false };
    _ = stream.write_all(PREFACE).await;
    let read = timeout(PATIENCE, stream.read(&mut [0; 64])).await.expect("in time");
    matches!(read, Ok(1..))
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_partners_own_certificate_opens_the_door() {
    let site = Site::start().await;
    let member = site.add("council");
    let own = member.folder.as_path();
    assert!(is_let_in(&site, partner(own)).await);

    assert!(!is_let_in(&site, with(own, None, "", "")).await, "without a certificate");

    let servers = with(own, Some(site.folder.path()), "server.pem", "server.key");
    assert!(!is_let_in(&site, servers).await, "with the server's own certificate");

    let elsewhere = tempfile::tempdir().expect("a folder");
    let stranger = stranger(elsewhere.path(), Clock::system());
    let strangers = with(own, Some(&stranger), "cert.pem", "key.pem");
    assert!(!is_let_in(&site, strangers).await, "with another authority's certificate");
}

/// A partner of another authority, and where its files are.
fn stranger(folder: &Path, clock: Clock) -> std::path::PathBuf {
    let authority = Authority::open_or_create(folder, &[], clock).expect("a folder");
    authority.add(&new("council")).expect("it is new").folder
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_trust_domain_is_none() {
    let site = Site::with(|folder| {
        let path = folder.join("identity.toml");
        let text = std::fs::read_to_string(&path).expect("it is there");
        std::fs::write(&path, text.replace("anydoor.local", "other.local")).expect("written");
    })
    .await;
    let member = site.add("council");
    assert!(is_let_in(&site, partner(&member.folder)).await);
    let path = site.folder.path().join("identity.toml");
    let text = std::fs::read_to_string(&path).expect("it is there");
    std::fs::write(&path, text.replace("other.local", "third.local")).expect("written");
    assert!(site.partners.reload());
    assert!(!is_let_in(&site, partner(&member.folder)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_certificate_does_not_open_the_door() {
    let site = Site::start().await;
    let member = site.add("council");
    assert!(is_let_in(&site, partner(&member.folder)).await);
    site.hand.advance(std::time::Duration::from_secs(8 * 24 * 60 * 60));
    assert!(!is_let_in(&site, partner(&member.folder)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_tls_1_3_and_http_2_is_spoken() {
    let site = Site::start().await;
    let member = site.add("council");
    assert!(is_let_in(&site, versions(&member.folder, &[&TLS13])).await);
    assert!(!is_let_in(&site, versions(&member.folder, &[&TLS12])).await);
    for protocols in [vec![], vec![b"http/1.1".to_vec()]] {
        let mut config = partner(&member.folder);
        config.alpn_protocols = protocols;
        assert!(!is_let_in(&site, config).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn plaintext_is_hung_up_on() {
    let site = Site::start().await;
    let mut stream = TcpStream::connect(site.address).await.expect("the server is up");
    stream.write_all(PREFACE).await.expect("sent");
    let mut heard = vec![];
    let read = timeout(PATIENCE, stream.read_to_end(&mut heard)).await.expect("in time");
    // A TLS alert, perhaps; never HTTP/2's settings.
    assert!(read.is_err() || heard.first().is_none_or(|first| *first == 21), "{heard:?}");

    let member = site.add("council");
    let token = Key::of(&member).sign(&claims(&member));
    who(&site.caller(&member).await, &token).await.expect("others are served all the while");
}
