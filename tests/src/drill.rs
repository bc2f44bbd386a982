//! How a drill ends, for the script or the person who started it.

use std::process::ExitCode;

use crate::process::told_to_stop;

/// A check that did not hold.
const CHECK_FAILED: u8 = 7;

/// Plays a drill until it is over, or is stopped from outside: 0 if all holds that it checks, 7 if something does not, 1 if
/// it could not be played to its end.
pub async fn play(drill: impl Future<Output = anyhow::Result<bool>>) -> ExitCode {
    let outcome = tokio::select! {
        outcome = drill => outcome,
        stopped = told_to_stop() => Err(anyhow::anyhow!("stopped from outside: {stopped:?}")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(CHECK_FAILED),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
