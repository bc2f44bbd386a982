//! Reading everything in order: pages of what stands, and when there is no more, the next page once the head has moved.
//! History and live are the same thing, so there is no seam between them.

use std::collections::VecDeque;
use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use tokio::sync::watch;

use super::shared::Readers;
use super::{PAGE_RECORDS, rows};
use crate::port::{Damage, Position, ReadError, Reading, Recorded};

struct Reader {
    readers: Arc<Readers>,
    head: watch::Receiver<Position>,
    at: Position,
    page: VecDeque<rows::Stands>,
    ended: bool,
}

/// Every record after a position, then each as it is written.
pub(super) fn read(
    readers: Arc<Readers>,
    head: watch::Receiver<Position>,
    after: Position,
) -> Reading {
    let reader = Reader { readers, head, at: after, page: VecDeque::new(), ended: false };
    stream::unfold(reader, |mut reader| async move {
        if reader.ended {
            return None;
        }
        let next = reader.next().await;
        reader.ended = next.is_err();
        Some((next, reader))
    })
    .boxed()
}

impl Reader {
    async fn next(&mut self) -> Result<Recorded, ReadError> {
        if self.page.is_empty() {
            self.page = self.next_page().await?;
        }
        let expected = self.at.next();
        match self.page.pop_front() {
            Some(row) if row.position() == expected => {
                self.at = expected;
                row.check()
            }
            Some(_) | None => Err(ReadError::Damaged { at: expected, damage: Damage::Hole }),
        }
    }

    /// The next page, when there is one. It is empty only if something that was written is gone.
    async fn next_page(&mut self) -> Result<VecDeque<rows::Stands>, ReadError> {
        let at = self.at;
        let head = *self.head.borrow();
        if head < at {
            // It ends before a place that was read already: an old copy was put in its place.
            return Err(ReadError::Damaged { at: head.next(), damage: Damage::Hole });
        }
        let moved = self.head.wait_for(|head| *head > at).await.map(|head| *head);
        let head = moved.map_err(|_| ReadError::Unavailable("the journal was closed".into()))?;
        // Not past the head: a row shows itself a moment before the writer tells of it, and whoever had read it would
        // then be ahead of the head, as behind an old copy.
        let records_max = (head.0 - at.0).min(PAGE_RECORDS);
        let page = self.readers.query(move |db| rows::page(db, at, records_max)).await;
        page.map(VecDeque::from).map_err(ReadError::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::{Place, open};
    use super::*;
    use crate::port::StreamId;
    use futures::poll;
    use std::task::Poll;
    use wire::commit::Record;

    #[tokio::test]
    async fn a_row_is_not_read_before_the_writer_has_told_of_it() {
        let opened = open(&Place::Memory, rows::SCHEMA).unwrap();
        {
            let mut db = opened.writer.lock();
            let tx = db.transaction().unwrap();
            for at in [1, 2] {
                let stream = StreamId::new("journey", at);
                let commit = wire::stored::Commit {
                    format: wire::commit::FORMAT,
                    stream: stream.to_string(),
                    ..Default::default()
                };
                rows::insert(&tx, Position(at), &stream, &Record::write(commit).bytes).unwrap();
            }
            tx.commit().unwrap();
        }
        let (told, head) = watch::channel(Position(1));
        let mut reading = read(opened.readers, head, Position::START);
        assert_eq!(reading.next().await.unwrap().unwrap().position, Position(1));
        {
            let mut second = reading.next();
            assert!(
                matches!(poll!(&mut second), Poll::Pending),
                "neither read nor taken for damage"
            );
        }
        told.send_replace(Position(2));
        assert_eq!(reading.next().await.unwrap().unwrap().position, Position(2));
    }
}
