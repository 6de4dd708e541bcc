//! Words as a tree of their characters: the longest word at each place of a text.

use rustc_hash::FxHashMap;

/// Some thousand words, built in a millisecond: an automaton that never looks back at a character takes twenty, which is more than
/// most files take to read, and words of a few characters leave little to look back at.
pub(crate) struct WordTree {
    /// The node after each first character of a word.
    first: FxHashMap<char, usize>,
    nodes: Vec<Node>,
    /// The characters that go on, of one node after another, each node's in order.
    steps: Vec<(char, usize)>,
}

/// What the characters so far are.
#[derive(Clone, Copy, Default)]
struct Node {
    /// The word that ends here.
    word: Option<u32>,
    /// Where its part of the steps begins and ends.
    from: usize,
    to: usize,
}

impl WordTree {
    /// Of words without copies; each is known by its place among them.
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut sorted: Vec<(&str, u32)> = words.zip(0..).filter(|(word, _)| !word.is_empty()).collect();
        sorted.sort_unstable();
        let mut tree = WordTree { first: FxHashMap::default(), nodes: vec![Node::default()], steps: Vec::new() };
        // Words that begin alike, how many bytes of each are alike, and the node after these.
        let mut open = vec![(&sorted[..], 0, 0)];
        while let Some((words, length, node)) = open.pop() {
            let ended = words.first().filter(|(word, _)| word.len() == length);
            tree.nodes[node] = Node { word: ended.map(|&(_, id)| id), from: tree.steps.len(), to: tree.steps.len() };
            let longer = &words[usize::from(ended.is_some())..];
            for alike in longer.chunk_by(|(left, _), (right, _)| next_char(left, length) == next_char(right, length)) {
                let Some(next) = next_char(alike[0].0, length) else { continue };
                tree.steps.push((next, tree.nodes.len()));
                open.push((alike, length + next.len_utf8(), tree.nodes.len()));
                tree.nodes.push(Node::default());
            }
            tree.nodes[node].to = tree.steps.len();
        }
        tree.first = tree.steps[tree.nodes[0].from..tree.nodes[0].to].iter().copied().collect();
        tree
    }

    /// The longest word that `text` begins with among those before `limit`, and its length in bytes.
    pub(crate) fn longest(&self, text: &str, limit: usize) -> Option<(usize, usize)> {
        let mut chars = text.char_indices();
        let mut node = self.nodes[*self.first.get(&chars.next()?.1)?];
        let mut found = None;
        loop {
            let next = chars.next();
            let end = next.map_or(text.len(), |(at, _)| at);
            found = node.word.map(|word| (word as usize, end)).filter(|&(word, _)| word < limit).or(found);
            let steps = &self.steps[node.from..node.to];
            match next.and_then(|(_, c)| steps.binary_search_by_key(&c, |&(step, _)| step).ok()) {
                Some(step) => node = self.nodes[steps[step].1],
                None => return found,
            }
        }
    }

    /// The words before `limit` in `text`, from left to right, the longest at each place, none overlapping: word, start, end in bytes.
    pub(crate) fn find<'t>(&'t self, text: &'t str, limit: usize) -> impl Iterator<Item = (usize, usize, usize)> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let rest = &text[at..];
                let start = at;
                if let Some((word, length)) = self.longest(rest, limit) {
                    at += length;
                    return Some((word, start, at));
                }
                at += rest.chars().next()?.len_utf8();
            }
        })
    }
}

fn next_char(word: &str, from: usize) -> Option<char> {
    word[from..].chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 6] = ["项目", "项目名称", "名称", "项目名", "分值", "项"];

    fn found(text: &str, limit: usize) -> Vec<(&str, usize)> {
        WordTree::new(WORDS.into_iter())
            .find(text, limit)
            .map(|(word, start, end)| {
                assert_eq!(text[start..end], *WORDS[word]);
                (WORDS[word], start)
            })
            .collect()
    }

    #[test]
    fn the_longest_word_at_each_place_is_found() {
        assert_eq!(found("项目名称名称项目名分值值", 6), [("项目名称", 0), ("名称", 12), ("项目名", 18), ("分值", 27)]);
        assert_eq!(found("项x目项目", 6), [("项", 0), ("项目", 7)]);
        assert_eq!(found("无", 6), []);
        assert_eq!(found("", 6), []);
    }

    #[test]
    fn a_limit_leaves_out_later_words_but_not_longer_ones_through_them() {
        // 项目名 and 项 are the fourth and sixth word; 项目名称 goes on where 项目名 would have ended.
        assert_eq!(found("项目名项", 3), [("项目", 0)]);
        assert_eq!(found("项目名称", 3), [("项目名称", 0)]);
    }
}
