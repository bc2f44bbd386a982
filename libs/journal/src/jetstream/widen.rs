//! Streams that an earlier version made take what this one writes besides. Only who looks after the servers does that, and
//! nothing else of a stream is changed.

use super::broker::Broker;
use super::connect_error::ConnectError;
use super::options::StreamOptions;

impl Broker {
    /// Adds the subjects that a journal's stream lacks, if it is there.
    pub(super) async fn widen(&self, options: &StreamOptions) -> Result<(), ConnectError> {
        let asked = self.api(&format!("STREAM.INFO.{}", options.name));
        let found = self.unless_denied(&asked, self.context.get_stream(&options.name)).await?;
        let Ok(stream) = found else { return Ok(()) }; // It is about to be made, or whoever makes it says why not.
        let mut config = stream.cached_info().config.clone();
        let wanted = options.kinds.iter().map(|kind| options.subject(&format!("{kind}.>")));
        let lacking: Vec<_> = wanted.filter(|wanted| !config.subjects.contains(wanted)).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        config.subjects.extend(lacking);
        let asked = self.api(&format!("STREAM.UPDATE.{}", options.name));
        let widened = self.unless_denied(&asked, self.context.update_stream(config)).await?;
        let name = options.name.clone();
        widened.map(drop).map_err(|source| ConnectError::Widen { name, source })
    }
}
