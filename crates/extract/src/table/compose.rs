//! Pieces of text in one cell to the cell's text: lines, spaces between words, and lines joined as the language needs.

use super::ink::{Direction, Edges, Glyph, PageInk, Run};

/// Lines are apart where their baselines differ by more than this part of the size: less than the lowest line spacing, more than
/// the shift of an index.
const LINE_SHIFT: f32 = 0.5;

/// A gap between letters and digits that stands for a space, in sizes. Printed spaces have 0.25 or more, kerning 0.1 or less.
const WORD_GAP: f32 = 0.18;

/// The same beside Chinese characters, which are set apart by justification.
const HAN_GAP: f32 = 0.5;

/// A glyph printed again this near to itself, in its own widths, is the same glyph in poor man's bold, which shifts it by a
/// thirtieth of the size.
const REPRINT: f32 = 0.4;

/// Texts of one line on two sides of a column's border have at least this gap, in sizes.
const LEAST_GAP: f32 = 0.25;

/// A line that leaves less room than this, in sizes, has none for another figure (half an em) and what paddings are misjudged by.
const NO_ROOM: f32 = 0.9;

/// A line that leaves less than this, in sizes, has no room for a figure at all: figures are 0.5 to 0.56 wide.
const FILLED: f32 = 0.57;

/// Most that a cell leaves free at its side on purpose, in points: Word's default is 5.4.
pub(super) const PADDING: f32 = 6.0;

/// A line that leaves this much room, in sizes, did not break for want of it.
const ROOM: f32 = 2.0;

/// Part of a run in one cell.
#[derive(Clone, Debug)]
pub(super) struct Piece<'i> {
    pub(super) run: &'i Run,
    pub(super) glyphs: &'i [Glyph],
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextLine {
    pub(super) text: String,
    /// Box on the page.
    pub(super) edges: Edges,
    /// Where it ends along its direction, in the line's own coordinates.
    end: f32,
    start: f32,
    pub(super) size: f32,
    /// Lowest confidence of its glyphs, in hundredths.
    pub(super) confidence: u8,
}

/// The text of one cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Composed {
    pub(super) text: String,
    pub(super) edges: Option<Edges>,
    pub(super) confidence: u8,
    /// What its last line leaves free, in sizes.
    pub(super) room: f32,
}

/// Composes the text of a cell whose borders are `area`.
pub(super) fn cell(ink: &PageInk, pieces: &mut [Piece<'_>], area: Edges) -> Composed {
    let mut composed = Composed { text: String::new(), edges: None, confidence: 100, room: f32::INFINITY };
    pieces.sort_by_key(|p| p.run.direction);
    for group in pieces.chunk_by_mut(|a, b| a.run.direction == b.run.direction) {
        let direction = group[0].run.direction;
        let lines = lines(ink, group, direction);
        let room_end = turn(area, direction)[2];
        // What is left free at the start of the lines is taken to be left free at their end.
        let room_start = turn(area, direction)[0];
        let indent = lines.iter().map(|l| l.start - room_start).fold(f32::INFINITY, f32::min).max(0.0);
        let mut last: Option<&TextLine> = None;
        for line in &lines {
            if line.text.is_empty() {
                continue;
            }
            if let Some(last) = last {
                composed.text.push_str(joint(&last.text, &line.text, composed.room));
            } else if !composed.text.is_empty() {
                composed.text.push('\n');
            }
            composed.text.push_str(&line.text);
            composed.confidence = composed.confidence.min(line.confidence);
            composed.edges = Some(composed.edges.map_or(line.edges, |e| union(e, line.edges)));
            composed.room = (room_end - indent.min(PADDING) - line.end) / line.size;
            last = Some(line);
        }
    }
    composed
}

/// The lines of pieces that all run one way, in reading order.
pub(super) fn lines(ink: &PageInk, pieces: &mut [Piece<'_>], direction: Direction) -> Vec<TextLine> {
    let mut lines = Vec::new();
    for line in baselines(pieces, direction) {
        split_line(ink, line, direction, &Split::default(), &mut lines);
    }
    lines
}

/// Groups pieces by baseline, from top to bottom, each group from left to right.
pub(super) fn baselines<'p, 'i>(pieces: &'p mut [Piece<'i>], direction: Direction) -> Vec<&'p [Piece<'i>]> {
    // Across and along, as if the text ran to the right.
    let across = |p: &Piece<'_>| turn_point(p.run.origin, direction)[1];
    let along = |p: &Piece<'_>| p.glyphs.first().map_or(0.0, |g| turn(g.edges, direction)[0]);
    pieces.sort_by(|a, b| across(a).total_cmp(&across(b)));
    let mut lines = Vec::new();
    let mut rest = pieces;
    while !rest.is_empty() {
        let first = across(&rest[0]);
        let mut size = rest[0].run.size;
        let mut n = 1;
        while n < rest.len() && across(&rest[n]) - first <= LINE_SHIFT * size.min(rest[n].run.size) {
            size = size.max(rest[n].run.size);
            n += 1;
        }
        let (line, below) = rest.split_at_mut(n);
        line.sort_by(|a, b| along(a).total_cmp(&along(b)));
        lines.push(&*line);
        rest = below;
    }
    lines
}

/// Where one line of the page is more than one text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Split<'s> {
    /// Gaps wider than this, in sizes, part texts.
    pub(super) gap: f32,
    /// Places between columns: a gap across one of them parts texts, however narrow. Ascending.
    pub(super) separators: &'s [f32],
}

impl Default for Split<'_> {
    fn default() -> Self {
        Split { gap: f32::INFINITY, separators: &[] }
    }
}

/// Composes the pieces on one baseline; adds at least one text, which may be empty.
pub(super) fn split_line(ink: &PageInk, pieces: &[Piece<'_>], direction: Direction, split: &Split<'_>, texts: &mut Vec<TextLine>) {
    let blank = TextLine {
        text: String::new(),
        edges: [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY],
        end: f32::NEG_INFINITY,
        start: f32::INFINITY,
        size: 0.0,
        confidence: 100,
    };
    let mut line = blank.clone();
    let mut before: Option<(&str, Edges)> = None;
    // Where a blank ends: no gap is seen beside it.
    let mut blank_end = f32::NEG_INFINITY;
    for piece in pieces {
        let size = piece.run.size;
        for glyph in piece.glyphs {
            let text = ink.glyph_text(glyph);
            if text.is_empty() {
                continue;
            }
            let place = turn(glyph.edges, direction);
            if text.chars().all(is_blank) {
                if !line.text.is_empty() && !line.text.ends_with(' ') {
                    line.text.push(' ');
                }
                blank_end = blank_end.max(place[2]);
                continue;
            }
            if let Some((last, edges)) = before {
                let near = REPRINT * (place[2] - place[0]);
                if last == text && (place[0] - edges[0]).abs() < near && (place[1] - edges[1]).abs() < REPRINT * size {
                    continue;
                }
                let gap = place[0] - edges[2];
                let crosses = |x: &&f32| **x >= edges[2] - 0.1 * size && **x <= place[0] + 0.1 * size;
                if gap > split.gap * size || (gap > LEAST_GAP * size && split.separators.iter().any(|x| crosses(&x))) {
                    line.text.truncate(line.text.trim_end().len());
                    texts.push(std::mem::replace(&mut line, blank.clone()));
                } else {
                    let han = last.chars().next_back().is_some_and(is_han) || text.chars().next().is_some_and(is_han);
                    let unfilled = place[0] - edges[2].max(blank_end);
                    if unfilled > if han { HAN_GAP } else { WORD_GAP } * size && !line.text.ends_with(' ') {
                        line.text.push(' ');
                    }
                }
            }
            line.size = line.size.max(size);
            line.text.push_str(text);
            line.confidence = line.confidence.min(glyph.confidence);
            line.edges = union(line.edges, glyph.edges);
            line.start = line.start.min(place[0]);
            line.end = line.end.max(place[2]);
            before = Some((text, place));
        }
    }
    line.text.truncate(line.text.trim_end().len());
    texts.push(line);
}

/// The words on one baseline, as stretches along it: what is printed without a gap or a blank.
pub(super) fn words(ink: &PageInk, pieces: &[Piece<'_>]) -> Vec<(f32, f32)> {
    let mut words: Vec<(f32, f32)> = Vec::new();
    for piece in pieces {
        for glyph in piece.glyphs.iter().filter(|g| !ink.glyph_text(g).chars().all(is_blank)) {
            let [from, _, to, _] = glyph.edges;
            match words.last_mut() {
                Some((_, end)) if from - *end <= WORD_GAP * piece.run.size => *end = end.max(to),
                _ => words.push((from, to)),
            }
        }
    }
    words
}

/// What stands between two lines of one cell: nothing, a space, or a line end where the source meant one. `room` is what the upper
/// line left free, in sizes.
pub(super) fn joint(above: &str, below: &str, room: f32) -> &'static str {
    let (Some(a), Some(b)) = (above.chars().next_back(), below.chars().next()) else { return "" };
    // A line with room left that ends a sentence, or stands before a list item, was ended on purpose.
    let ends = matches!(a, '。' | '；' | ';' | '：' | ':' | '！' | '!' | '？' | '?' | '.');
    if room >= ROOM && (ends || starts_item(below)) {
        return "\n";
    }
    let opens = matches!(a, '(' | '[' | '{' | '=' | '<' | '>' | '≥' | '≤' | '~' | '/') || (a == '-' && !above.ends_with(" -"));
    let closes = matches!(b, ')' | ']' | '}' | '%' | '‰' | ',' | ';' | '!' | '?');
    if is_han(a) || is_han(b) || opens || closes || (room < NO_ROOM && is_cut_number(above, below, room)) { "" } else { " " }
}

/// Whether a number runs over the end of a line: both sides are figures, the upper long enough to need the next line, or part of a
/// Chinese text, or filling the line, and together they are one number or date. Two numbers set below one another are not: amounts
/// would have two points.
pub(super) fn is_cut_number(above: &str, below: &str, room: f32) -> bool {
    let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let upper = &above[above.trim_end_matches(part).len()..];
    let lower = &below[..below.len() - below.trim_start_matches(part).len()];
    let points = upper.matches('.').count() + lower.matches('.').count();
    let one_text = !above.contains(' ') && !below.contains(' ') || above.chars().chain(below.chars()).any(is_han);
    // What is left over of a number is no longer than the lines that it fills; a point takes half a figure's place.
    let figures = |s: &str| s.bytes().filter(u8::is_ascii_digit).count();
    let filling = room < FILLED && figures(lower) <= figures(upper) && above.len() <= upper.len() + "≥".len();
    // No number ends with its point.
    let long = upper.len() >= 4 || upper.ends_with('.') || (!upper.is_empty() && (filling || above.chars().any(is_han)));
    long && !lower.is_empty() && points <= 1 && one_text
}

/// `1.`, `2、`, `(3)`, `（四）`, `①`, `•` and their like.
fn starts_item(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    if matches!(first, '①'..='⑳' | '•' | '●' | '■' | '◆' | '▪' | '☑' | '□') {
        return true;
    }
    let rest = if matches!(first, '(' | '（') { chars.as_str() } else { text };
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let after = rest.trim_start_matches(number);
    let digits = rest[..rest.len() - after.len()].chars().count();
    (1..=3).contains(&digits) && after.starts_with(['.', '、', ')', '）', '．'])
}

/// Characters that are set without spaces between them: ideographs, kana, and the punctuation that goes with them.
pub(super) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{33FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}' | '—' | '…' | '“' | '”' | '‘' | '’' | '·')
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{AD}')
}

/// A box in the coordinates of text that runs `direction`: as if it ran to the right, with the next line below.
fn turn(edges: Edges, direction: Direction) -> Edges {
    let [x0, y0, x1, y1] = edges;
    match direction {
        Direction::Right | Direction::Slanted => edges,
        Direction::Down => [y0, -x1, y1, -x0],
        Direction::Left => [-x1, -y1, -x0, -y0],
        Direction::Up => [-y1, x0, -y0, x1],
    }
}

fn turn_point([x, y]: [f32; 2], direction: Direction) -> [f32; 2] {
    match direction {
        Direction::Right | Direction::Slanted => [x, y],
        Direction::Down => [y, -x],
        Direction::Left => [-x, -y],
        Direction::Up => [-y, x],
    }
}

/// The smallest box around both.
pub(super) fn union(a: Edges, b: Edges) -> Edges {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_join_as_the_language_needs() {
        assert_eq!(joint("工作人员满意", "度", 0.0), "");
        assert_eq!(joint("annual", "report", 0.0), " ");
        assert_eq!(joint("国产电脑", "PC", 0.0), "");
        assert_eq!(joint("well-", "known", 0.0), "");
        assert_eq!(joint("=100.00(", "%)", 0.0), "");
    }

    #[test]
    fn numbers_join_only_where_they_were_cut() {
        assert_eq!(joint("1511018.", "00", 0.2), "");
        assert_eq!(joint("≥485", "0米", 0.2), "");
        assert_eq!(joint("2023-12-3", "1", 0.2), "");
        assert_eq!(joint("1,234,", "567.89", 0.2), "");
        assert_eq!(joint("2021年12月3", "1日前", 0.2), "");
        // Room for another figure, a number too short to need two lines, and two amounts below one another.
        assert_eq!(joint("1511018", "00", 1.5), " ");
        assert_eq!(joint("10", "20", 0.6), " ");
        assert_eq!(joint("80000.00", "72976.00", 0.0), " ");
        assert_eq!(joint("in the year 2010", "15 people", 0.0), " ");
    }

    #[test]
    fn only_a_line_with_room_ends_on_purpose() {
        assert_eq!(joint("1.采购耗材；", "2.发放", 5.0), "\n");
        assert_eq!(joint("1.采购耗材；", "2.发放", 1.0), "");
        assert_eq!(joint("完成", "（二）效益", 5.0), "\n");
        assert_eq!(joint("偏差原因分析", "及改进措施", 5.0), "");
    }
}
