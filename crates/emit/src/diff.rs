//! What changed between two texts.

use std::fmt::Write;

/// Lines shown of either text, and lines of agreement shown before them. A reader finds the place; `git diff` shows the rest.
const SHOWN_LINES: usize = 6;
const CONTEXT_LINES: usize = 2;

/// The first lines in which two texts differ, in the notation of a unified diff; `None` where they are equal.
pub fn first_difference(expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    // Not `lines`: it hides the end of the last line, which may be all that differs.
    let expected: Vec<_> = expected.split('\n').collect();
    let found: Vec<_> = found.split('\n').collect();
    let n_equal = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let n_equal_at_end = expected[n_equal..].iter().rev().zip(found[n_equal..].iter().rev()).take_while(|(a, b)| a == b).count();

    let mut shown = format!("@@ line {} @@", n_equal + 1);
    for line in &expected[n_equal.saturating_sub(CONTEXT_LINES)..n_equal] {
        write!(shown, "\n  {line}").expect("a string takes any text");
    }
    for (sign, lines) in [('-', &expected), ('+', &found)] {
        let changed = &lines[n_equal..lines.len() - n_equal_at_end];
        for line in changed.iter().take(SHOWN_LINES) {
            write!(shown, "\n{sign} {line}").expect("a string takes any text");
        }
        if let Some(n_more @ 1..) = changed.len().checked_sub(SHOWN_LINES) {
            write!(shown, "\n{sign} … and {n_more} more lines").expect("a string takes any text");
        }
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: &str, found: &str, shown: &str) {
        assert_eq!(first_difference(expected, found).as_deref(), Some(shown));
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    }

    #[test]
    fn shows_the_changed_line_after_its_context() {
        check("a\nb\nc\nd\ne\n", "a\nb\nc\nx\ne\n", "@@ line 4 @@\n  b\n  c\n- d\n+ x");
    }

    #[test]
    fn shows_added_and_removed_lines() {
        check("a\nc\n", "a\nb\nc\n", "@@ line 2 @@\n  a\n+ b");
        check("a\nb\nc\n", "a\nc\n", "@@ line 2 @@\n  a\n- b");
    }

    #[test]
    fn shows_a_lost_line_end() {
        check("a\n", "a", "@@ line 2 @@\n  a\n- ");
    }

    #[test]
    fn cuts_a_long_difference() {
        check("", "1\n2\n3\n4\n5\n6\n7\n8\n", "@@ line 1 @@\n+ 1\n+ 2\n+ 3\n+ 4\n+ 5\n+ 6\n+ … and 2 more lines");
    }
}
