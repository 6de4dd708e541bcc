//! Lines of a text, with their numbers in the file.

use std::ops::Range;

use memchr::{memchr_iter, memchr2};

/// One line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The line as it stands in the file.
    pub(super) text: &'a str,
    /// Number in the file, from 1.
    pub(super) number: u32,
    /// Bytes before it in the part of the file that is read.
    pub(super) start: usize,
}

impl Line<'_> {
    /// Nothing but white space; tabs are white space.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim_start().is_empty()
    }

    /// A form feed stands before the first character: a new page begins.
    pub(super) fn starts_page(&self) -> bool {
        self.text.starts_with('\u{c}')
    }
}

/// A cursor over the lines of a text. Copying it is how a reader looks ahead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    next: usize,
    number: u32,
}

impl<'a> Lines<'a> {
    /// `number` is the number of the first line.
    pub(super) fn new(text: &'a str, number: u32) -> Self {
        Lines { text, next: 0, number }
    }

    /// The next line, without going on.
    pub(super) fn peek(&self) -> Option<Line<'a>> {
        self.clone().next()
    }

    /// Takes the next line if it is such a line.
    pub(super) fn next_if(&mut self, is_such: impl FnOnce(&Line<'a>) -> bool) -> Option<Line<'a>> {
        let line = self.peek().filter(is_such)?;
        self.next();
        Some(line)
    }

    /// Bytes before the next line.
    pub(super) fn offset(&self) -> usize {
        self.next
    }

    /// What is left to read.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.next..]
    }

    /// Goes on by this many bytes, which must end where a line ends or inside a line that was read in part.
    pub(super) fn advance(&mut self, bytes: usize) {
        let part = self.next..self.next + bytes;
        self.number = self.number.saturating_add(line_ends(self.text.as_bytes(), part));
        self.next += bytes;
    }

    /// Number of the next line.
    pub(super) fn number(&self) -> u32 {
        self.number
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = &self.text[self.next..];
        if rest.is_empty() {
            return None;
        }
        let (length, ending) = match memchr2(b'\n', b'\r', rest.as_bytes()) {
            Some(at) if rest.as_bytes()[at..].starts_with(b"\r\n") => (at, 2),
            Some(at) => (at, 1),
            None => (rest.len(), 0),
        };
        let line = Line { text: &rest[..length], number: self.number, start: self.next };
        self.next += length + ending;
        self.number = self.number.saturating_add(1);
        Some(line)
    }
}

/// Number of line ends that begin in a part of `bytes`: `\n`, `\r\n`, or `\r` alone.
pub(super) fn line_ends(bytes: &[u8], part: Range<usize>) -> u32 {
    let feeds = memchr_iter(b'\n', &bytes[part.clone()]).count();
    let returns = memchr_iter(b'\r', &bytes[part.clone()]).map(|at| part.start + at);
    let lone_returns = returns.filter(|&at| bytes.get(at + 1) != Some(&b'\n')).count();
    u32::try_from(feeds + lone_returns).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let lines: Vec<_> = Lines::new("a\nb\r\nc\rd\n\ne", 1).map(|line| (line.number, line.text)).collect();
        assert_eq!(lines, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, ""), (6, "e")]);
        let text = b"a\nb\r\nc\rd\n\ne";
        assert_eq!(line_ends(text, 0..text.len()), 5);
        assert_eq!(line_ends(text, 0..4), 1, "the line end behind b is not complete");
    }

    #[test]
    fn a_last_line_end_begins_no_line() {
        assert_eq!(Lines::new("a\n", 1).count(), 1);
        assert_eq!(Lines::new("", 1).count(), 0);
    }
}
