//! What the blocks with columns share: where the columns are, and the reading of one row.

use super::plausible;
use crate::{
    columns::{Alignment, Slot, align},
    draft::{Draft, has_han},
    forms::field::Field,
    key::key,
    sheet::{Shape, Sheet, Token},
};

/// Least margin of a reading that raises no doubt.
pub(super) const SURE: i32 = 4;

/// How many characters in a hundred of a label may be wrong where its text is made of words, and may be another label: `绩效目标` is
/// no damaged `时效指标`.
pub(super) const SLIGHTLY: usize = 25;

/// A column of a block, where it stands, and whether its header was read.
#[derive(Clone, Debug)]
pub(super) struct Column<C> {
    pub(super) field: C,
    pub(super) span: Option<(u32, u32)>,
    pub(super) printed: bool,
    /// The first token of its header, where it was read.
    pub(super) head: Option<usize>,
}

/// A header that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<C> {
    pub(super) field: C,
    /// Grid columns under it, first and past the last.
    pub(super) span: (u32, u32),
    /// Its first token: two headers of one cell are told apart by it.
    pub(super) token: usize,
}

/// The header of a column as printed, as the label of what stands under it.
pub(super) fn header_text(draft: &Draft<'_, '_>, head: Option<usize>) -> String {
    match head {
        Some(token) => crate::repairs::mend(draft.sheet.text(token)).text.into_owned(),
        None => "得分计算方法".to_owned(),
    }
}

/// Fewest sound headers that make a line a head, in which any other text is a header too.
const HEADERS_OF_A_HEAD: usize = 3;

/// Whether a cell of a head is the header of a column that no definition knows: it stands among sound headers, right of the first,
/// and is made of words, as damaged headers are not.
pub(super) fn is_unknown_header<C>(
    draft: &Draft<'_, '_>,
    token: &Token<'_>,
    printed: &[Head<C>],
    is_known: impl Fn(&C) -> bool,
) -> bool {
    let first = printed.iter().filter(|head| is_known(&head.field)).map(|head| head.span.0).min();
    let known = printed.iter().filter(|head| is_known(&head.field)).count();
    known >= HEADERS_OF_A_HEAD
        && token.in_table
        && token.shape == Shape::Short
        && first.is_some_and(|first| token.col > first)
        && has_han(token.text)
        && !token.text.contains(|c: char| c.is_ascii_digit() || matches!(c, '<' | '>'))
        && (2..=14).contains(&token.text.chars().filter(|c| !c.is_whitespace()).count())
        && plausible::is_sound(token.text.split(['(', '（']).next().unwrap_or_default())
        && !draft.forms.lexicon.begins_column(&key(token.text), draft.index)
        && !draft.forms.lexicon.holds(&key(token.text))
}

/// Most blanks of a cell at which two headers in it are parted.
const MAX_HEADER_BLANKS: usize = 8;

/// Two headers that an export put into one cell, of which one is damaged; sound ones are found as labels before.
pub(super) fn two_headers<C: PartialEq>(draft: &Draft<'_, '_>, text: &str, pick: impl Fn(Field) -> Option<C>) -> Option<(C, C)> {
    /// How many characters in a hundred of the damaged one may be wrong.
    const TOLERANCE: usize = 34;
    let header = |text: &str| draft.nearest(text, TOLERANCE, &pick);
    text.match_indices(' ').take(MAX_HEADER_BLANKS).find_map(|(at, _)| {
        let (_, left, wrong_left) = header(&text[..at])?;
        let (_, right, wrong_right) = header(&text[at..])?;
        (wrong_left.min(wrong_right) == 0 && left != right).then_some((left, right))
    })
}

/// The columns of a block: those whose headers were read, in their order on the paper, with those of `usual` that must be there
/// though their header is lost, because a grid column is free for them or because no header was read at all.
pub(super) fn complete<C: Copy + PartialEq>(printed: &[Head<C>], usual: &[C], width: u32) -> Vec<Column<C>> {
    let mut heads = printed.to_vec();
    heads.sort_by_key(|head| (head.span.0, head.token));
    let mut columns: Vec<Column<C>> = heads
        .iter()
        .map(|head| Column { field: head.field, span: Some(head.span), printed: true, head: Some(head.token) })
        .collect();
    if columns.is_empty() {
        return usual.iter().map(|&field| Column { field, span: None, printed: false, head: None }).collect();
    }
    for (order, &field) in usual.iter().enumerate() {
        if columns.iter().any(|column| column.field == field) {
            continue;
        }
        // After the nearest column that usually precedes it, else before the first that usually follows.
        let before = usual[..order].iter().rev().find_map(|usual| columns.iter().position(|column| column.field == *usual));
        let after = usual[order + 1..].iter().find_map(|usual| columns.iter().position(|column| column.field == *usual));
        let at = match (before, after) {
            (Some(before), _) => before + 1,
            (None, Some(after)) => after,
            (None, None) => continue,
        };
        let from = if at == 0 { 0 } else { columns[at - 1].span.map_or(0, |span| span.1) };
        let to = columns.get(at).map_or(width, |column| column.span.map_or(width, |span| span.0));
        // The grid columns between the neighbours are its own; without any there is no such column.
        let missing_here =
            usual[order..].iter().take_while(|usual| !columns.iter().any(|column| column.field == **usual)).count() as u32;
        if to > from {
            let share = (to - from).div_ceil(missing_here.max(1));
            columns.insert(at, Column { field, span: Some((from, from + share)), printed: false, head: None });
        }
    }
    columns
}

/// The columns of a block whose cells came without places: of the `usual` columns whose headers were not read those are taken in with
/// which the rows cost least to read. `cost` is that of all rows.
pub(super) fn complete_by_cost<C: Copy + PartialEq>(
    sheet: &Sheet<'_>,
    printed: &[Head<C>],
    usual: &[C],
    mut cost: impl FnMut(&[Column<C>]) -> i32,
) -> Vec<Column<C>> {
    /// What a column without a header must save.
    const UNPRINTED: i32 = 4;
    /// Most lost headers whose combinations are tried; beyond them all usual columns are expected.
    const MAX_LOST: usize = 4;
    let mut heads = printed.to_vec();
    heads.sort_by_key(|head| sheet.order_of_head(head.token));
    let head_of = |field: C| printed.iter().find(|head| head.field == field).map(|head| head.token);
    let heads: Vec<C> = heads.iter().map(|head| head.field).collect();
    let lost: Vec<C> = usual.iter().copied().filter(|field| !heads.contains(field)).collect();
    let with = |taken: &dyn Fn(usize) -> bool| {
        let mut fields = heads.clone();
        for (order, &field) in usual.iter().enumerate() {
            let Some(_) = lost.iter().position(|&lost| lost == field).filter(|&at| taken(at)) else { continue };
            let before = usual[..order].iter().rev().find_map(|usual| fields.iter().position(|field| field == usual));
            fields.insert(before.map_or(0, |before| before + 1), field);
        }
        let columns =
            fields.into_iter().map(|field| Column { field, span: None, printed: heads.contains(&field), head: head_of(field) });
        columns.collect::<Vec<_>>()
    };
    if heads.is_empty() || lost.len() > MAX_LOST {
        return with(&|_| true);
    }
    let price = |combination: usize| combination.count_ones() as i32 * UNPRINTED;
    (0..1usize << lost.len())
        .map(|combination| (combination, with(&|at| combination >> at & 1 == 1)))
        .min_by_key(|(combination, columns)| cost(columns) + price(*combination))
        .map_or_else(Vec::new, |(_, columns)| columns)
}

/// Takes out columns without a header under which no row has anything: their grid columns are parts of merged cells.
pub(super) fn drop_unused<'t, 'f: 't, C>(columns: &mut Vec<Column<C>>, tokens: impl Iterator<Item = &'t Token<'f>>) {
    let mut used = vec![false; columns.len()];
    for token in tokens {
        let under = |column: &Column<C>| column.span.is_some_and(|(from, to)| token.col < to && token.end > from);
        let printed = columns.iter().any(|column| column.printed && under(column));
        for (column, used) in columns.iter().zip(&mut used) {
            *used |= !printed && under(column);
        }
    }
    let mut used = used.into_iter();
    columns.retain(|column| used.next().unwrap_or(false) || column.printed || column.span.is_none());
}

/// The reading of a row: at once where every token stands under a header that it fits, else by alignment.
///
/// `fit` is the cost of a token in a column, `needed` whether a column must be filled for a reading to be taken at once.
pub(super) fn read_row(
    tokens: &[Token<'_>],
    slots: &[Slot],
    fit: impl Fn(usize, usize) -> i32,
    needed: impl Fn(usize) -> bool,
) -> Alignment {
    if let Some(reading) = under_headers(tokens, slots, &fit, needed) {
        return reading;
    }
    let places: Vec<(u32, u32)> = tokens.iter().map(|token| (token.col, token.end)).collect();
    align(
        &places,
        slots,
        fit,
        |token| match tokens[token].shape {
            Shape::Junk => 3,
            Shape::Dash => 6,
            Shape::Number { .. } => 12,
            Shape::Short => 11,
            Shape::Prose => 16,
        },
        |token| match tokens[token].shape {
            // Texts are cut into pieces; numbers and dashes stand alone.
            Shape::Number { .. } | Shape::Dash => 10,
            _ => 0,
        },
    )
}

fn under_headers(
    tokens: &[Token<'_>],
    slots: &[Slot],
    fit: impl Fn(usize, usize) -> i32,
    needed: impl Fn(usize) -> bool,
) -> Option<Alignment> {
    let mut slot_of = Vec::with_capacity(tokens.len());
    let mut next = 0;
    for (index, token) in tokens.iter().enumerate() {
        let under = |slot: &Slot| slot.span.is_some_and(|(from, to)| token.col < to && token.end > from);
        // At the side stand the pieces of a label, and junk.
        if next <= 1 && under(&slots[0]) && !slots.get(1).is_some_and(under) {
            let junk = token.shape == Shape::Junk;
            if !junk && fit(index, 0) != 0 {
                return None;
            }
            slot_of.push((!junk).then_some(0));
            next = 1;
            continue;
        }
        while next < slots.len() && !under(&slots[next]) {
            if needed(next) {
                return None;
            }
            next += 1;
        }
        if next == slots.len() || fit(index, next) != 0 || slots.get(next + 1).is_some_and(under) {
            return None;
        }
        slot_of.push(Some(next));
        next += 1;
    }
    (next..slots.len()).all(|slot| !needed(slot)).then(|| Alignment {
        margin: vec![SURE; slot_of.len()],
        slot_of,
        cost: 0,
        shifted: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(field: char, column: u32) -> Head<char> {
        Head { field, span: (column, column + 1), token: column as usize }
    }

    #[test]
    fn a_lost_header_gets_the_grid_column_that_is_free() {
        let columns = complete(&[head('a', 0), head('c', 2)], &['a', 'b', 'c', 'd'], 3);
        let read: Vec<_> = columns.iter().map(|column| (column.field, column.span, column.printed)).collect();
        assert_eq!(read, [('a', Some((0, 1)), true), ('b', Some((1, 2)), false), ('c', Some((2, 3)), true)]);
    }

    #[test]
    fn columns_in_another_order_stay_in_it() {
        let columns = complete(&[head('b', 0), head('a', 1)], &['a', 'b'], 2);
        assert_eq!(columns.iter().map(|column| column.field).collect::<Vec<_>>(), ['b', 'a']);
    }

    #[test]
    fn without_headers_the_usual_columns_are_expected() {
        let columns = complete(&[], &['a', 'b'], 5);
        assert!(columns.iter().all(|column| column.span.is_none() && !column.printed));
        assert_eq!(columns.len(), 2);
    }
}
