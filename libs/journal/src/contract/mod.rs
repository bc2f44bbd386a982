//! What every journal and every store of cells must do, as tests that run on any of them. A new backend says how to
//! make one ([`Backend`]) and calls [`run`].

mod appending;
mod backend;
mod cells;
mod reading;
mod retrying;
mod story;

pub use backend::{Backend, Deafening, Losing};
pub use cells::run as cells;
pub use story::{Story, asked, give, record};

use std::future::Future;
use std::time::Duration;

/// How long one case may take; a case that waits for ever fails with its name.
const CASE_TIME_MAX: Duration = Duration::from_secs(120);

/// Runs every case on fresh journals of this backend.
///
/// # Panics
/// If the backend does not keep the contract; the message says where.
pub async fn run(backend: &dyn Backend) {
    macro_rules! cases {
        ($($file:ident :: $case:ident)+) => {
            $( in_time(stringify!($case), $file::$case(backend)).await; )+
        };
    }
    cases! {
        appending::a_stream_begins_once
        appending::a_commit_follows_the_last_one
        appending::a_stale_writer_conflicts
        appending::positions_have_no_holes_and_none_appears_late
        appending::a_record_that_is_too_large_is_refused
        appending::a_full_journal_says_so_and_still_reads
        appending::writers_of_one_stream_form_one_chain
        appending::a_hot_stream_does_not_hold_up_others
        retrying::a_commit_sent_twice_is_there_once
        retrying::a_retry_gets_the_first_answer
        retrying::a_retry_after_the_broker_forgot_gets_the_first_answer
        retrying::a_request_id_serves_one_command_only
        retrying::two_organisations_may_use_one_request_id
        retrying::a_lost_answer_leaves_one_effect
        reading::a_stream_reads_in_order_from_any_place
        reading::a_load_sees_every_append_answered_before
        reading::readers_from_every_place_cross_into_the_present
        reading::a_journal_that_ends_before_what_was_read_is_damaged
        reading::a_slow_reader_holds_nobody_up
        reading::each_journal_has_its_own_epoch
    }
}

async fn in_time(case: &str, run: impl Future<Output = ()>) {
    tracing::debug!(case, "contract");
    let ended = tokio::time::timeout(CASE_TIME_MAX, Box::pin(run)).await;
    assert!(ended.is_ok(), "{case} did not end within {CASE_TIME_MAX:?}");
}
