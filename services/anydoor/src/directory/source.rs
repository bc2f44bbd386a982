//! Where a feed comes from, as it is said on the command line. An address may carry a key, so it is never repeated.

use std::fs::File;
use std::io::{self, BufReader};

use anyhow::Context;
use routing::import::Source;

use crate::exit::Usage;

/// A feed, and the address that its publisher is known by; nothing where the feed itself does not say.
pub(super) fn source(feed: &str) -> anyhow::Result<(Source<'static>, Option<String>)> {
    if feed.contains("://") {
        let base = base(feed)?;
        return Ok((Source::Web(base.clone()), Some(base)));
    }
    if feed == "-" {
        return Ok((Source::Document(Box::new(BufReader::new(io::stdin()))), None));
    }
    let file = File::open(feed).with_context(|| format!("opening {feed}"))?;
    let path = std::fs::canonicalize(feed).with_context(|| format!("opening {feed}"))?;
    let base = format!("file://{}", path.display());
    Ok((Source::Document(Box::new(BufReader::new(file))), Some(base)))
}

/// What stands before `/services` in an address of the web.
fn base(address: &str) -> anyhow::Result<String> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    if !is_web || address.contains(['@', '?', '#', ' ']) {
        let message = "an address begins with https:// or http://, and has neither user, question mark nor #; fetch \
                       anything else first, as in `curl ADDRESS | anydoor directory check -`";
        return Err(Usage(message.into()).into());
    }
    let address = address.trim_end_matches('/');
    Ok(address.strip_suffix("/services").unwrap_or(address).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_services_of_an_address_is_the_same_publisher() {
        for address in ["https://feeds.example/oruk", "https://feeds.example/oruk/services/"] {
            assert_eq!(base(address).expect("an address"), "https://feeds.example/oruk");
        }
    }
}
