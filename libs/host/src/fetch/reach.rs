//! Reach: which addresses may be connected to. What a name led to is looked at and then connected to, without looking it up
//! again: it cannot mean one address to who checks it and another to who calls.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Context;
use tokio::net::{TcpStream, lookup_host};

use super::FetchError;

/// Which addresses may be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Those that anybody can reach: for what is named by others than who runs this process.
    #[default]
    PublicOnly,
    /// This machine and its own networks too: for what is named by who runs this process.
    Anywhere,
}

/// What is nobody's in particular, or inside: each with how many of its bits count.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 14] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // Unspecified: this machine.
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // Private.
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // Behind a provider's translation.
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // Loopback.
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // Link-local: where clouds tell their secrets.
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // Private.
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // For protocols.
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // For examples.
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // Private.
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // For measuring.
    (Ipv4Addr::new(198, 51, 100, 0), 24), // For examples.
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // For examples.
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // Multicast.
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // Reserved, and broadcast.
];

/// All that is public: the rest is loopback, unique-local, link-local, multicast, or translated in a way of one's own.
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// And what is not, within that.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // For protocols, Teredo among them.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // For examples.
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // For examples.
];

/// Addresses that stand for one of IPv4 in their last 32 bits: mapped, and translated (NAT64).
const V4_LAST: [(Ipv6Addr, u32); 2] = [
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96),
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96),
];

/// And in the 32 after the first 16: 6to4.
const V4_SECOND: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16);

impl Reach {
    /// Anywhere if that is wanted, and otherwise what is public only.
    pub fn inside_too(is_wanted: bool) -> Self {
        if is_wanted { Self::Anywhere } else { Self::PublicOnly }
    }

    /// Connects to a host: to one of the addresses that its name has now, of those that are within reach.
    pub(super) async fn connect(self, host: &str, port: u16) -> Result<TcpStream, FetchError> {
        let unreachable = |error| FetchError::Unreachable(error);
        let found = lookup_host((host, port)).await.context("connecting").map_err(unreachable)?;
        let (within, beyond): (Vec<SocketAddr>, Vec<_>) =
            found.partition(|address| self.covers(address.ip()));
        if within.is_empty() && !beyond.is_empty() {
            return Err(FetchError::NotPublic(host.to_owned()));
        }
        TcpStream::connect(&within[..]).await.context("connecting").map_err(unreachable)
    }

    fn covers(self, address: IpAddr) -> bool {
        match self {
            Self::PublicOnly => is_public(address),
            Self::Anywhere => true,
        }
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match v4_within(v6) {
            Some(v4) => is_public_v4(v4),
            None => is_in_v6(v6, PUBLIC_V6) && !NOT_PUBLIC_V6.iter().any(|net| is_in_v6(v6, *net)),
        },
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let is_in = |(net, bits): &(Ipv4Addr, u32)| (v4.to_bits() ^ net.to_bits()) >> (32 - bits) == 0;
    !NOT_PUBLIC_V4.iter().any(is_in)
}

fn is_in_v6(v6: Ipv6Addr, (net, bits): (Ipv6Addr, u32)) -> bool {
    (v6.to_bits() ^ net.to_bits()) >> (128 - bits) == 0
}

/// The address of IPv4 that one of IPv6 stands for, if it does.
fn v4_within(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let [_, _, a, b, c, d, _, _, _, _, _, _, w, x, y, z] = v6.octets();
    if V4_LAST.iter().any(|net| is_in_v6(v6, *net)) {
        return Some(Ipv4Addr::new(w, x, y, z));
    }
    is_in_v6(v6, V4_SECOND).then_some(Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::fetch::{FetchLimits, Session};

    #[track_caller]
    fn public(text: &str) -> bool {
        is_public(text.parse().expect("an address"))
    }

    #[test]
    fn what_is_inside_is_not_public_in_whichever_form_it_is_written() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            let v4: Ipv4Addr = inside.parse().expect("an address");
            let [a, b, c, d] = v4.octets();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            assert!(!public(inside), "{inside}");
            assert!(!public(&format!("::ffff:{inside}")), "{inside}, mapped");
            assert!(!public(&format!("::{high:x}:{low:x}")), "{inside}, as it once was mapped");
            assert!(!public(&format!("64:ff9b::{inside}")), "{inside}, translated");
            assert!(!public(&format!("2002:{high:x}:{low:x}::1")), "{inside}, by 6to4");
        }
        for inside in [
            "::",
            "::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "64:ff9b:1::808:808",
            "100::1",
            "::ffff:0:808:808",
        ] {
            assert!(!public(inside), "{inside}");
        }
    }

    #[test]
    fn what_anybody_can_reach_is_public_up_to_the_edge_of_what_is_not() {
        for outside in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.0.0.1",
            "128.0.0.1",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
        ] {
            assert!(public(outside), "{outside}");
            assert!(public(&format!("::ffff:{outside}")), "{outside}, mapped");
            assert!(public(&format!("64:ff9b::{outside}")), "{outside}, translated");
        }
        for outside in ["2a00:1450:4009::1", "2606:4700::1111", "2001:4860:4860::8888"] {
            assert!(public(outside), "{outside}");
        }
    }

    #[tokio::test]
    async fn whoever_reaches_only_what_is_public_connects_to_nobody_inside_by_whichever_name() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        listener.set_nonblocking(true).expect("it need not wait");
        let port = listener.local_addr().expect("it is bound").port();
        let moment = Duration::from_secs(5);
        for host in
            ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "2130706433"]
        {
            let url = format!("http://{host}:{port}/").parse().expect("an address");
            let reach = Reach::PublicOnly;
            let limits = FetchLimits { whole: moment, quiet: moment, bytes_max: 1_000, reach };
            let got = Session::new(url, None, limits).get("/").await;
            assert!(matches!(got, Err(FetchError::NotPublic(_))), "{host}: {got:?}");
        }
        assert!(listener.accept().is_err(), "somebody called");
        Reach::Anywhere.connect("127.0.0.1", port).await.expect("whoever may, does");
        listener.accept().expect("and is heard");
    }
}
