//! Heads of two lines: `预算数` above `年初` and `全年`.

use jixiao_model::GridKind;

use crate::{
    forms::field::Field,
    key::key,
    lexicon::{Lexicon, PatternId},
    sheet::{Hit, Line, Shape, Token},
};

/// Fewest headers in the upper line that make it a head.
const HEADERS: usize = 3;
/// Most pieces of the label at the side among cells without places.
const MAX_AT_SIDE: usize = 3;
/// Longest header in the lower line, in bytes.
const MAX_BYTES: usize = 48;

/// Gives the headers of second lines the names that they have with what stands above them. Those that are only above others come back,
/// each with one below it: they are labels, and no columns.
pub(crate) fn compose(lines: &mut [Line], tokens: &[Token<'_>], lexicon: &Lexicon) -> Vec<(usize, usize)> {
    let mut above = Vec::new();
    for at in 1..lines.len() {
        let (upper, lower) = lines.split_at_mut(at);
        let (Some(upper), Some(lower)) = (upper.last_mut(), lower.first_mut()) else { continue };
        let is_table = |line: &Line| !matches!(line.kind, GridKind::Text | GridKind::Margin);
        let headers = upper.hits.iter().filter(|hit| hit.whole && is_column(lexicon, hit.pattern)).count();
        if !is_table(upper) || upper.kind != lower.kind || headers < HEADERS {
            continue;
        }
        let Some(found) = children(upper, lower, tokens, lexicon) else { continue };
        upper.hits.retain(|hit| !found.iter().any(|(parent, _, _)| (hit.first..=hit.last).contains(parent)));
        for (parent, child, pattern) in found {
            above.push((parent, child));
            lower.hits.retain(|hit| hit.first != child);
            lower.hits.push(Hit { pattern, first: child, last: child, whole: true, annotation: None });
        }
        lower.hits.sort_by_key(|hit| hit.first);
    }
    above
}

fn is_column(lexicon: &Lexicon, pattern: PatternId) -> bool {
    let column = |field| matches!(field, Field::FundColumn(_) | Field::IndicatorColumn(_));
    lexicon.pattern(pattern).fields(None).any(column)
}

/// The cells of the lower line with those above them and the columns that both name; `None` unless all of the line are that or repeat
/// what stands above, two under one at least.
fn children(upper: &Line, lower: &Line, tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Vec<(usize, usize, PatternId)>> {
    let mut found: Vec<(usize, usize, PatternId)> = Vec::new();
    for child in lower.tokens() {
        let token = &tokens[child];
        if token.shape == Shape::Junk {
            continue;
        }
        if token.shape != Shape::Short || token.text.len() > MAX_BYTES {
            return None;
        }
        if upper.kind == GridKind::Stream {
            // Without places: the first above which it has a name, from that of the one before on.
            let from = found.last().map_or(upper.first, |(parent, _, _)| *parent);
            let named = (from..upper.end).find_map(|parent| Some((parent, child, under(&tokens[parent], token, lexicon)?)));
            match named {
                Some(named) => found.push(named),
                // The rest of the label at the side, such as the unit, comes first.
                None if found.is_empty() && child < lower.first + MAX_AT_SIDE => {}
                None => return None,
            }
            continue;
        }
        let parent = upper.tokens().rev().find(|&id| tokens[id].col <= token.col)?;
        // The rest of the label at the side.
        if parent == upper.first && !upper.hits.iter().any(|hit| hit.first == parent && is_column(lexicon, hit.pattern)) {
            continue;
        }
        // A cell that spans both lines, written out in each.
        if tokens[parent].col == token.col && tokens[parent].text == token.text {
            continue;
        }
        let inside = upper.kind != GridKind::Ruled || token.end <= tokens[parent].end;
        let named = whole(&key(token.text), lexicon).or_else(|| under(&tokens[parent], token, lexicon));
        found.push((parent, child, named.filter(|_| inside)?));
    }
    let shared = found.windows(2).any(|pair| pair[0].0 == pair[1].0);
    shared.then_some(found)
}

/// The column that a name is the header of.
fn whole(name: &str, lexicon: &Lexicon) -> Option<PatternId> {
    lexicon.whole_id(name).filter(|&pattern| is_column(lexicon, pattern))
}

/// The column that a header and the one above it name together.
fn under(parent: &Token<'_>, child: &Token<'_>, lexicon: &Lexicon) -> Option<PatternId> {
    let own = key(child.text);
    let over = key(parent.text.split(['(', '（']).next().unwrap_or_default());
    [format!("{own}{over}"), format!("{over}{own}")].iter().find_map(|name| whole(name, lexicon))
}
