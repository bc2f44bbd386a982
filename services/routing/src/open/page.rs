//! Pages of a list, with the facts about them that the profile has.

use serde_json::{Value, json};

use super::query::Paged;

/// The facts about one page.
pub(super) struct Page {
    items: usize,
    pages: usize,
    number: usize,
}

impl Page {
    /// The page that is asked for, and what is on it. Behind the last one there is nothing.
    pub(super) fn of<T>(all: &[T], Paged { page, per_page }: Paged) -> (Self, &[T]) {
        let (items, pages) = (all.len(), all.len().div_ceil(per_page).max(1));
        let from = (page - 1).saturating_mul(per_page).min(items);
        let to = from.saturating_add(per_page).min(items);
        (Self { items, pages, number: page }, &all[from..to])
    }

    /// The page as it is served.
    pub(super) fn with(self, contents: Vec<Value>) -> Value {
        json!({
            "total_items": self.items,
            "total_pages": self.pages,
            "page_number": self.number,
            "size": contents.len(),
            "first_page": self.number == 1,
            "last_page": self.number >= self.pages,
            "empty": contents.is_empty(),
            "contents": contents,
        })
    }
}
