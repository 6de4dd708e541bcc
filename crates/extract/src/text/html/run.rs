//! Text of a cell or a block as a browser shows it: white space collapses, blocks and `<br>` break lines.

/// Text that is being put together.
#[derive(Debug, Default)]
pub(super) struct Run {
    text: String,
    /// White space was read behind the text.
    has_space: bool,
    /// Line of the file on which the text starts.
    line: Option<u32>,
}

impl Run {
    /// Adds source text that begins on this line of the file.
    pub(super) fn push(&mut self, source: &str, line: u32) {
        let is_space = |c: char| c.is_ascii_whitespace();
        let lead = &source[..source.len() - source.trim_start_matches(is_space).len()];
        if lead.len() < source.len() && self.line.is_none() {
            let breaks = lead.bytes().filter(|&byte| byte == b'\n').count();
            self.line = Some(line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX)));
        }
        self.has_space |= !lead.is_empty();
        for word in source.split_ascii_whitespace() {
            if self.has_space && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.has_space = true;
        }
        self.has_space = source.ends_with(is_space) || self.has_space && source.is_empty();
    }

    /// Ends the line, unless it is empty.
    pub(super) fn break_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.has_space = false;
    }

    /// The text, and the line on which it starts (`otherwise` if there is none). The run is empty afterwards.
    pub(super) fn take(&mut self, otherwise: u32) -> (String, u32) {
        let run = std::mem::take(self);
        let mut text = run.text;
        text.truncate(text.trim_end().len());
        let lead = text.len() - text.trim_start().len();
        text.drain(..lead);
        (text, run.line.unwrap_or(otherwise))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses_across_pieces() {
        let mut run = Run::default();
        run.push("\n  产出 ", 3);
        run.push("指标", 4);
        run.push(" \n", 4);
        run.break_line();
        run.break_line();
        run.push(" 数量\u{a0} ", 5);
        assert_eq!(run.take(9), ("产出 指标\n数量".to_owned(), 4));
        assert_eq!(run.take(9), (String::new(), 9));
    }
}
