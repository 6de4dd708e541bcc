//! The head of an indicator table: which columns it has, and where.

use jixiao_model::{GridKind, Level1Kind, codes};

use super::{
    indicators::Points,
    row::is_side_piece,
    table::{self, Column, Head, SLIGHTLY},
};
use crate::{
    blocks::Block,
    columns::{NEVER, Slot},
    draft::Draft,
    forms::field::{Field, IndicatorColumn},
    key::key,
    sheet::{Hit, Shape},
};

/// How many characters in a hundred of a header may be wrong.
const TOLERANCE: usize = 50;

/// Most rows on which columns whose headers are lost are tried.
const MAX_TRIED: usize = 32;

/// The columns of a table, with the one at the side.
pub(super) struct Columns {
    pub(super) columns: Vec<Column<IndicatorColumn>>,
    pub(super) slots: Vec<Slot>,
    pub(super) scored: bool,
    /// A column of values or points that the form must have is nowhere, or only the rows tell which columns there are: no row can be
    /// read without doubt.
    pub(super) incomplete: bool,
    /// The names stand under no header: a lone number beside them may be points as well as a value.
    pub(super) nameless: bool,
    /// The rows are of a tree with other branches, such as 决策 and 过程, whose kinds no definition lists.
    pub(super) other_tree: bool,
}

impl Columns {
    /// These columns, and the one at the side.
    pub(super) fn new(columns: Vec<Column<IndicatorColumn>>, other_tree: bool) -> Self {
        let first = columns.iter().find_map(|column| column.span).map_or(0, |span| span.0);
        let mut slots = vec![Slot { span: (first > 0).then_some((0, first)), empty: 0, join: 0 }];
        slots.extend(columns.iter().map(|column| {
            let (empty, join) = costs(column.field);
            Slot { span: column.span, empty, join }
        }));
        let has = |wanted| columns.iter().any(|column: &Column<IndicatorColumn>| column.field == wanted);
        let scored = has(IndicatorColumn::Score) && has(IndicatorColumn::Actual);
        let nameless = !columns.iter().any(|column| column.field == IndicatorColumn::Name && column.printed);
        Columns { scored, incomplete: false, nameless, other_tree, columns, slots }
    }

    pub(super) fn printed(&self) -> usize {
        self.columns.iter().filter(|column| column.printed).count()
    }

    /// Whether the table has a column for a level of the tree, or its head was lost.
    pub(super) fn has_levels(&self) -> bool {
        let level = |field| matches!(field, IndicatorColumn::Level1 | IndicatorColumn::Level2);
        self.columns.iter().any(|column| level(column.field)) || self.printed() < 4
    }

    pub(super) fn points(&self) -> Points {
        let span = |wanted| self.columns.iter().find(|column| column.field == wanted).and_then(|column| column.span);
        Points {
            weight: span(IndicatorColumn::Weight),
            score: span(IndicatorColumn::Score),
            weighted: self.columns.iter().any(|column| column.field == IndicatorColumn::Weight),
            scored: self.columns.iter().any(|column| column.field == IndicatorColumn::Score),
        }
    }

    pub(super) fn needed(&self, slot: usize) -> bool {
        let Some(column) = slot.checked_sub(1).map(|at| self.columns[at].field) else { return false };
        match column {
            IndicatorColumn::Name | IndicatorColumn::Target | IndicatorColumn::Actual => true,
            IndicatorColumn::Weight | IndicatorColumn::Score => self.scored,
            _ => false,
        }
    }
}

pub(super) fn read(draft: &mut Draft<'_, '_>, head: &[usize], blocks: &[Block]) -> Columns {
    let sheet = draft.sheet;
    let mut printed: Vec<Head<IndicatorColumn>> = Vec::new();
    for &line in head {
        let hits = &sheet.lines[line].hits;
        for (index, hit) in hits.iter().enumerate() {
            let meaning = draft.meaning(hit, |field| match field {
                Field::IndicatorColumn(column) => Some(Some(column)),
                Field::IndicatorsBlock => Some(None),
                _ => None,
            });
            let Some(meaning) = meaning.filter(|_| hit.whole) else { continue };
            draft.label_hit(hit);
            let Some(column) = meaning else { continue };
            let span = super::fund_heads::span_of(draft, hit.first, hit.last, hits.get(index + 1).map(|next| next.first));
            // A second column of a kind, such as 调整指标值 beside 年初指标值, has no place of its own.
            let again = printed.iter().any(|head| head.field == column);
            if !again || sheet.lines[line].kind != GridKind::Stream && !printed.iter().any(|head| head.span == span) {
                printed.push(Head { field: if again { IndicatorColumn::Aside } else { column }, span, token: hit.first });
            }
        }
    }
    for &line in head {
        damaged_heads(draft, line, &mut printed);
    }
    let lines = || (0..blocks.len()).filter(|&line| blocks[line] == Block::IndicatorsRow);
    let width = lines().flat_map(|line| &sheet.tokens[sheet.lines[line].tokens()]).map(|token| token.end).max().unwrap_or(0);
    let usual = draft.definition().indicator_columns.clone();
    let loose = lines().all(|line| sheet.lines[line].kind == GridKind::Stream);
    let is_other = |hit: &Hit| hit.whole && draft.stands_for(hit, |field| field == Field::Level1(Level1Kind::Other));
    let other_tree = lines().any(|line| sheet.lines[line].hits.iter().any(is_other));
    let (columns, told_by_rows) = if loose {
        let rows: Vec<usize> = lines().take(MAX_TRIED).collect();
        (super::loose::columns(draft, &printed, &usual, other_tree, &rows), false)
    } else {
        let mut columns = table::complete(&printed, &usual, width);
        add_name(&mut columns, &usual);
        table::drop_unused(&mut columns, lines().flat_map(|line| &sheet.tokens[sheet.lines[line].tokens()]));
        let rows: Vec<usize> = lines().take(MAX_TRIED).collect();
        super::placed::columns(draft, columns, other_tree, &rows)
    };
    // A form without scores may print weights or not.
    let scored = draft.definition().rules.scored;
    let required = |field: IndicatorColumn| match field {
        IndicatorColumn::Target | IndicatorColumn::Actual => true,
        IndicatorColumn::Weight | IndicatorColumn::Score => scored,
        _ => false,
    };
    let nowhere = |field: &&IndicatorColumn| required(**field) && !columns.iter().any(|column| column.field == **field);
    let missing: Vec<&str> = usual.iter().filter(nowhere).map(|field| name_of(*field)).collect();
    let incomplete = !missing.is_empty();
    if incomplete {
        let message = format!("no place could be found for {}; cells may stand in the columns beside it", missing.join(", "));
        draft.find(&codes::HEADER_LOST, "/indicators", message, "");
    }
    let lost: Vec<&str> = columns.iter().filter(|column| !column.printed).map(|column| name_of(column.field)).collect();
    if !lost.is_empty() {
        draft.find(&codes::HEADER_LOST, "/indicators", format!("no header could be read for {}", lost.join(", ")), "");
    }
    Columns { incomplete: incomplete || told_by_rows, ..Columns::new(columns, other_tree) }
}

/// Adds the column of the indicators' names, which every table has, where its header is lost and no grid column seems free for it: the
/// cells of two columns may have got one place.
fn add_name(columns: &mut Vec<Column<IndicatorColumn>>, usual: &[IndicatorColumn]) {
    if columns.iter().any(|column| column.field == IndicatorColumn::Name) {
        return;
    }
    let precedes = |column: &Column<IndicatorColumn>| {
        usual.iter().take_while(|field| **field != IndicatorColumn::Name).any(|field| *field == column.field)
    };
    let at = columns.iter().rposition(precedes).map_or(0, |last| last + 1);
    columns.insert(at, Column { field: IndicatorColumn::Name, span: None, printed: false, head: None });
}

fn name_of(column: IndicatorColumn) -> &'static str {
    match column {
        IndicatorColumn::Level1 => "level1",
        IndicatorColumn::Level2 => "level2",
        IndicatorColumn::Name => "name",
        IndicatorColumn::TargetSign | IndicatorColumn::Target | IndicatorColumn::TargetUnit => "target",
        IndicatorColumn::Actual => "actual",
        IndicatorColumn::Weight => "weight",
        IndicatorColumn::Score => "score",
        IndicatorColumn::Reason | IndicatorColumn::Remark | IndicatorColumn::Aside => "reason",
    }
}

/// Costs of leaving a column empty, and of a further piece in it.
pub(super) fn costs(column: IndicatorColumn) -> (i32, i32) {
    match column {
        IndicatorColumn::Level1 | IndicatorColumn::Level2 => (0, 2),
        IndicatorColumn::Name => (6, 3),
        IndicatorColumn::Target | IndicatorColumn::Actual => (5, 5),
        IndicatorColumn::TargetSign | IndicatorColumn::TargetUnit => (1, NEVER),
        IndicatorColumn::Weight | IndicatorColumn::Score => (6, NEVER),
        IndicatorColumn::Reason | IndicatorColumn::Remark | IndicatorColumn::Aside => (0, 2),
    }
}

fn damaged_heads(draft: &mut Draft<'_, '_>, line: usize, printed: &mut Vec<Head<IndicatorColumn>>) {
    let sheet = draft.sheet;
    for id in sheet.lines[line].tokens() {
        let token = &sheet.tokens[id];
        if !draft.is_free(id) || !matches!(token.shape, Shape::Short) {
            continue;
        }
        // Most of the label at the side resembles a header. Where cells came one by one, its other half comes behind the head.
        let tokens = sheet.lines[line].tokens();
        let behind = sheet.lines[line].kind == GridKind::Stream && id + 1 == tokens.end;
        if (id == tokens.start || behind) && is_side_piece(token) {
            draft.label([id]);
            continue;
        }
        let plain = without_parentheses(token.text);
        let free = |field: Field| match field {
            Field::IndicatorColumn(column) if !printed.iter().any(|head| head.field == column) => Some(column),
            _ => None,
        };
        let unknown = table::is_unknown_header(draft, token, printed, |column| *column != IndicatorColumn::Aside);
        let weak = draft.forms.lexicon.weak(token.text, draft.index, free).filter(|_| unknown);
        let sound = unknown && draft.nearest(&plain, SLIGHTLY, free).is_none();
        if weak.is_some() || sound {
            printed.push(Head { field: weak.unwrap_or(IndicatorColumn::Aside), span: (token.col, token.end), token: id });
            draft.label([id]);
            continue;
        }
        if let Some((left, right)) = table::two_headers(draft, &plain, free) {
            printed.extend([left, right].map(|field| Head { field, span: (token.col, token.end), token: id }));
            draft.label([id]);
            draft.find(&codes::DAMAGED_LABEL, "/indicators", "read as two headers in one cell", token.text);
            continue;
        }
        let near = draft.nearest(&plain, TOLERANCE, free);
        if let Some((pattern, column, _)) = near {
            let label = draft.forms.lexicon.pattern(pattern).label.clone();
            printed.push(Head { field: column, span: (token.col, token.end), token: id });
            draft.label([id]);
            if key(&plain) != key(&label) {
                draft.find(&codes::DAMAGED_LABEL, "/indicators", format!("read as the header {label}"), token.text);
            }
        }
    }
}

/// A header without what it has in parentheses: `年度(/项目)指标值` is a 年度指标值.
fn without_parentheses(text: &str) -> String {
    let mut depth = 0;
    text.chars()
        .filter(|&c| {
            depth += i32::from(matches!(c, '(' | '（'));
            let outside = depth == 0;
            depth -= i32::from(matches!(c, ')' | '）') && depth > 0);
            outside
        })
        .collect()
}

/// The number of the goal that a table belongs to: `年度绩效目标2(40分)`.
pub(super) fn goal_number(draft: &Draft<'_, '_>, head: &[usize]) -> Option<u32> {
    let sheet = draft.sheet;
    let printed = |line: usize| {
        let blocks = sheet.lines[line].hits.iter().filter(|hit| draft.stands_for(hit, |field| field == Field::IndicatorsBlock));
        blocks.into_iter().find_map(|hit| hit.annotation.as_deref()?.chars().next()?.to_digit(10))
    };
    // A damaged label still has its number, before the points in parentheses.
    let damaged = |line: usize| {
        let label = sheet.text(sheet.lines[line].first).split(['(', '（']).next()?;
        if label.contains('目') || label.contains('标') { label.trim_end().chars().next_back()?.to_digit(10) } else { None }
    };
    head.iter().find_map(|&line| printed(line).or_else(|| damaged(line)))
}
