//! What the classes of a recogniser mean.

/// The characters of a recogniser by class: class 0 is the blank of CTC, the last class is a space.
pub(crate) struct Dictionary {
    chars: Vec<char>,
}

impl Dictionary {
    /// The blank of CTC: "no character here".
    pub(crate) const BLANK: char = '\0';

    /// From the file that comes with a recogniser: one character a line. `None` if a line is anything else.
    pub(crate) fn parse(file: &str) -> Option<Dictionary> {
        let mut chars = vec![Dictionary::BLANK];
        for line in file.lines() {
            let mut characters = line.chars();
            chars.push(characters.next()?);
            if characters.next().is_some() {
                return None;
            }
        }
        chars.push(' ');
        Some(Dictionary { chars })
    }

    /// How many classes there are.
    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character of `class`, which must be below [`Dictionary::len`].
    pub(crate) fn char(&self, class: usize) -> char {
        self.chars[class]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blank_comes_first_and_the_space_last() {
        let dictionary = Dictionary::parse("!\r\n年\r\n").unwrap();
        let chars: Vec<char> = (0..dictionary.len()).map(|class| dictionary.char(class)).collect();
        assert_eq!(chars, ['\0', '!', '年', ' ']);
        assert!(Dictionary::parse("ab\n").is_none());
        assert!(Dictionary::parse("a\n\nb\n").is_none());
    }
}
