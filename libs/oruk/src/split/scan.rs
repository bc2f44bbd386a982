//! How far one value of JSON reaches: in a text or not, and how deep. It counts brackets, and does not ask whether they
//! match; that the reading of the record says.

use super::bytes::is_space;

#[derive(Debug, Default)]
pub(crate) struct Scan {
    begun: bool,
    in_text: bool,
    escaped: bool,
    depth: u64,
    deepest: u64,
}

/// Where a byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// In the value.
    Inside,
    /// In the value, and is its last.
    Last,
    /// After the value, which ended before.
    After,
}

impl Scan {
    /// How many bytes of these belong to the value, and whether it ends there.
    pub(crate) fn through(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = self.plain(bytes);
        while let Some(byte) = bytes.get(at) {
            match self.step(*byte) {
                Step::Inside => at += 1,
                Step::Last => return (at + 1, true),
                Step::After => return (at, true),
            }
            at += self.plain(&bytes[at..]);
        }
        (bytes.len(), false)
    }

    /// How many of these stand in a text and change nothing. Most of a feed is such, so they are passed over quickly.
    fn plain(&self, bytes: &[u8]) -> usize {
        if !self.in_text || self.escaped {
            return 0;
        }
        let ends = |byte: &u8| matches!(byte, b'"' | b'\\');
        bytes.iter().position(ends).unwrap_or(bytes.len())
    }

    /// How deep lists and objects stand in each other, the outermost included.
    pub(crate) fn deepest(&self) -> usize {
        usize::try_from(self.deepest).unwrap_or(usize::MAX)
    }

    pub(super) fn depth(&self) -> u64 {
        self.depth
    }

    pub(super) fn is_in_text(&self) -> bool {
        self.in_text
    }

    pub(super) fn step(&mut self, byte: u8) -> Step {
        if self.in_text {
            return self.step_in_text(byte);
        }
        let outside = self.depth == 0;
        match byte {
            b'"' | b'{' | b'[' if outside && self.begun => return Step::After,
            b'}' | b']' | b',' | b':' if outside => return Step::After,
            _ if outside && is_space(byte) => return Step::After,
            b'"' => self.in_text = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
            }
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Last;
                }
            }
            _ => {}
        }
        self.begun = true;
        Step::Inside
    }

    fn step_in_text(&mut self, byte: u8) -> Step {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => {
                self.in_text = false;
                if self.depth == 0 {
                    return Step::Last;
                }
            }
            _ => {}
        }
        Step::Inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reaches(text: &str, value: &str) {
        assert_eq!(Scan::default().through(text.as_bytes()), (value.len(), true), "{text}");
    }

    #[test]
    fn a_value_ends_where_its_last_bracket_closes() {
        reaches(r#"{"a": [1, {"b": 2}]}, {"#, r#"{"a": [1, {"b": 2}]}"#);
    }
    #[test]
    fn brackets_and_quotes_in_a_text_are_text() {
        reaches(r#"{"a": "]}\"}\\"}]"#, r#"{"a": "]}\"}\\"}"#);
        reaches(r#""a, b" ]"#, r#""a, b""#);
    }
    #[test]
    fn a_number_ends_before_what_follows() {
        for text in ["12,3", "12]", "12 3", "12\"3\"", "12{"] {
            reaches(text, "12");
        }
    }
    #[test]
    fn what_begins_no_value_is_none() {
        for text in [",1", "]", "}", ":"] {
            reaches(text, "");
        }
    }
}
