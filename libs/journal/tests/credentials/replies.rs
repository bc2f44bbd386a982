//! An answer goes to the subject that the question names, and the server does not ask whether the questioner may publish
//! there. So a question must not be a way to write.

use anydoor_journal::jetstream::layout;
use anydoor_journal::jetstream::permissions::{self, Party};
use async_nats::jetstream::with_prefix;

use crate::attempt::Attempts;
use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_no_way_to_write() {
    let site = Site::made().await;
    let operator = Attempts::of(&site, Party::Operator).await;
    for party in [Party::Lookup, Party::Verify] {
        let attempts = Attempts::of(&site, party).await;
        for grant in permissions::grants(party) {
            let question = grant.asked.replace('*', "x");
            if question.starts_with(permissions::API) {
                for target in
                    ["journey.evil", "organisation.evil", "$KV.KEYS.evil", "$KV.CLAIMS.evil"]
                {
                    let published =
                        attempts.client.publish_with_reply(question.clone(), target, "".into());
                    published.await.unwrap();
                }
            }
        }
        assert_eq!(attempts.denials().await, Vec::<String>::new(), "each question was asked");
    }
    for stream in [layout::JOURNEYS, layout::DIRECTORY, "KV_KEYS", "KV_CLAIMS"] {
        assert_eq!(messages(&operator, stream).await, 0, "{stream}");
    }
}

async fn messages(operator: &Attempts, stream: &str) -> u64 {
    let context = with_prefix(operator.client.clone(), permissions::API);
    context.get_stream(stream).await.unwrap().cached_info().state.messages
}
