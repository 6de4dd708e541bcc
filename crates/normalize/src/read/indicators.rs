//! The indicator block: columns, rows, and the values in them.

use jixiao_model::{GridKind, Indicator, Level1, Level1Kind, Level2, Level2Kind, Number, Value, ValueKind, codes};

use super::{
    header,
    levels::{self, Printed},
    table::{self, Column, SURE},
};
use crate::{
    blocks::Block,
    columns::{Alignment, NEVER, Slot, cycle},
    draft::{Draft, Joined, has_han},
    forms::field::{Field, IndicatorColumn},
    key::key,
    repairs::comparator,
    sheet::{Shape, Token},
    value,
};

/// How many characters in a hundred of a header or a branch may be wrong.
const TOLERANCE: usize = 50;

/// What cutting a cell must save.
const CUT: i32 = 3;

/// Where weights and scores stand in the grid, for the total below.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Points {
    pub(super) weight: Option<(u32, u32)>,
    pub(super) score: Option<(u32, u32)>,
    /// Whether the block has a column of weights, and one of scores.
    pub(super) weighted: bool,
    pub(super) scored: bool,
}

/// A row before its values are read.
#[derive(Default)]
pub(super) struct RawRow<'f> {
    pub(super) goal: u32,
    pub(super) level1: Option<Printed<'f, Level1Kind>>,
    pub(super) level2: Option<Printed<'f, Level2Kind>>,
    /// Rows of the grid that the labels cover, where the source keeps spans.
    pub(super) ruled: bool,
    name: Vec<Token<'f>>,
    target: [Vec<Token<'f>>; 3],
    actual: Vec<Token<'f>>,
    weight: Vec<Token<'f>>,
    score: Vec<Token<'f>>,
    reason: Vec<Token<'f>>,
    remark: Vec<Token<'f>>,
    doubtful: bool,
    shifted: bool,
    merged: bool,
}

impl<'f> RawRow<'f> {
    /// Adds a token to a column.
    fn take(&mut self, field: IndicatorColumn, token: &Token<'f>, branches: &Branches<'f>) {
        match field {
            IndicatorColumn::Level1 => add_branch(&mut self.level1, branches.0.clone(), token),
            IndicatorColumn::Level2 => add_branch(&mut self.level2, branches.1.clone(), token),
            IndicatorColumn::Name => self.name.push(token.clone()),
            IndicatorColumn::TargetSign => self.target[0].push(token.clone()),
            IndicatorColumn::Target => self.target[1].push(token.clone()),
            IndicatorColumn::TargetUnit => self.target[2].push(token.clone()),
            IndicatorColumn::Actual => self.actual.push(token.clone()),
            IndicatorColumn::Weight => self.weight.push(token.clone()),
            IndicatorColumn::Score => self.score.push(token.clone()),
            IndicatorColumn::Reason => self.reason.push(token.clone()),
            IndicatorColumn::Remark => self.remark.push(token.clone()),
        }
    }

    /// Whether a needed column before `field` is still empty.
    fn has_gap(&self, field: IndicatorColumn, columns: &Columns) -> bool {
        columns.columns.iter().enumerate().take_while(|(_, column)| column.field != field).any(|(at, column)| {
            columns.needed(at + 1)
                && match column.field {
                    IndicatorColumn::Name => self.name.is_empty(),
                    IndicatorColumn::Target => self.target.iter().all(Vec::is_empty),
                    IndicatorColumn::Actual => self.actual.is_empty(),
                    IndicatorColumn::Weight => self.weight.is_empty(),
                    IndicatorColumn::Score => self.score.is_empty(),
                    _ => false,
                }
        })
    }

    pub(super) fn name_text(&self) -> String {
        self.name.iter().map(|token| token.text).collect()
    }
}

/// Reads every indicator table of the form.
pub(super) fn read(draft: &mut Draft<'_, '_>, blocks: &[Block]) -> Points {
    let mut rows: Vec<RawRow<'_>> = Vec::new();
    let mut points = Points::default();
    let mut columns: Option<Columns> = None;
    let mut goal = 0;
    let mut spans = Spans::default();
    let mut head: Vec<usize> = Vec::new();
    for (line, block) in blocks.iter().enumerate() {
        match block {
            Block::IndicatorsHead => head.push(line),
            Block::IndicatorsRow => {
                if columns.is_none() || !head.is_empty() {
                    goal = goal_number(draft, &head).unwrap_or(goal.max(1));
                    let found = read_head(draft, &head, blocks);
                    // A line that repeats a header or two does not replace the table's head.
                    if columns.is_none() || found.printed() > 2 {
                        points = found.points();
                        columns = Some(found);
                    }
                    head.clear();
                }
                if let Some(columns) = &columns {
                    read_line(draft, line, columns, goal, &mut rows, &mut spans);
                }
            }
            _ => {}
        }
    }
    if !head.is_empty() && columns.is_none() {
        read_head(draft, &head, blocks);
    }
    let tree = levels::build(draft, &rows);
    for (row, (level1, level2)) in rows.into_iter().zip(tree) {
        fill(draft, row, level1, level2, points);
    }
    points
}

/// The columns of a table, with the one at the side.
struct Columns {
    columns: Vec<Column<IndicatorColumn>>,
    slots: Vec<Slot>,
    scored: bool,
}

impl Columns {
    fn printed(&self) -> usize {
        self.columns.iter().filter(|column| column.printed).count()
    }

    fn points(&self) -> Points {
        let span = |wanted| self.columns.iter().find(|column| column.field == wanted).and_then(|column| column.span);
        Points {
            weight: span(IndicatorColumn::Weight),
            score: span(IndicatorColumn::Score),
            weighted: self.columns.iter().any(|column| column.field == IndicatorColumn::Weight),
            scored: self.columns.iter().any(|column| column.field == IndicatorColumn::Score),
        }
    }

    fn needed(&self, slot: usize) -> bool {
        let Some(column) = slot.checked_sub(1).map(|at| self.columns[at].field) else { return false };
        match column {
            IndicatorColumn::Name | IndicatorColumn::Target | IndicatorColumn::Actual => true,
            IndicatorColumn::Weight | IndicatorColumn::Score => self.scored,
            _ => false,
        }
    }
}

/// The number of the goal that a table belongs to: `年度绩效目标2(40分)`.
fn goal_number(draft: &Draft<'_, '_>, head: &[usize]) -> Option<u32> {
    head.iter().find_map(|&line| {
        draft.sheet.lines[line].hits.iter().filter(|hit| draft.stands_for(hit, |field| field == Field::IndicatorsBlock)).find_map(
            |hit| {
                let annotation = hit.annotation.as_deref()?;
                annotation.chars().next()?.to_digit(10)
            },
        )
    })
}

fn read_head(draft: &mut Draft<'_, '_>, head: &[usize], blocks: &[Block]) -> Columns {
    let sheet = draft.sheet;
    let mut printed: Vec<(IndicatorColumn, (u32, u32))> = Vec::new();
    for &line in head {
        let hits = &sheet.lines[line].hits;
        for (index, hit) in hits.iter().enumerate() {
            let meaning = draft.meaning(hit, |field| match field {
                Field::IndicatorColumn(column) => Some(Some(column)),
                Field::IndicatorsBlock => Some(None),
                _ => None,
            });
            let Some(meaning) = meaning else { continue };
            draft.label(hit.first..=hit.last);
            let Some(column) = meaning else { continue };
            let span = super::funds::span_of(draft, hit.first, hit.last, hits.get(index + 1).map(|next| next.first));
            if !printed.iter().any(|(known, _)| *known == column) {
                printed.push((column, span));
            }
        }
    }
    for &line in head {
        damaged_heads(draft, line, &mut printed);
    }
    let lines = || (0..blocks.len()).filter(|&line| blocks[line] == Block::IndicatorsRow);
    let width = lines().flat_map(|line| &sheet.tokens[sheet.lines[line].tokens()]).map(|token| token.end).max().unwrap_or(0);
    let usual = draft.definition().indicator_columns.clone();
    let mut columns = table::complete(&printed, &usual, width);
    // A reason is the last of the columns, and many forms do without it: no header, no column.
    columns.retain(|column| column.printed || printed.is_empty() || column.field != IndicatorColumn::Reason);
    let lost: Vec<&str> = columns.iter().filter(|column| !column.printed).map(|column| name_of(column.field)).collect();
    if !lost.is_empty() {
        draft.find(&codes::HEADER_LOST, "/indicators", format!("no header could be read for {}", lost.join(", ")), "");
    }
    let first = columns.iter().find_map(|column| column.span).map_or(0, |span| span.0);
    let mut slots = vec![Slot { span: (first > 0).then_some((0, first)), empty: 0, join: 0 }];
    slots.extend(columns.iter().map(|column| {
        let (empty, join) = costs(column.field);
        Slot { span: column.span, empty, join }
    }));
    let has = |wanted| columns.iter().any(|column: &Column<IndicatorColumn>| column.field == wanted);
    Columns { scored: has(IndicatorColumn::Score) && has(IndicatorColumn::Actual), columns, slots }
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
        IndicatorColumn::Reason | IndicatorColumn::Remark => "reason",
    }
}

/// Costs of leaving a column empty, and of a further piece in it.
fn costs(column: IndicatorColumn) -> (i32, i32) {
    match column {
        IndicatorColumn::Level1 | IndicatorColumn::Level2 => (0, 2),
        IndicatorColumn::Name => (6, 3),
        IndicatorColumn::Target | IndicatorColumn::Actual => (5, 5),
        IndicatorColumn::TargetSign | IndicatorColumn::TargetUnit => (1, NEVER),
        IndicatorColumn::Weight | IndicatorColumn::Score => (6, NEVER),
        IndicatorColumn::Reason | IndicatorColumn::Remark => (0, 2),
    }
}

fn damaged_heads(draft: &mut Draft<'_, '_>, line: usize, printed: &mut Vec<(IndicatorColumn, (u32, u32))>) {
    let sheet = draft.sheet;
    for id in sheet.lines[line].tokens() {
        let token = &sheet.tokens[id];
        if !draft.is_free(id) || !matches!(token.shape, Shape::Short) {
            continue;
        }
        let near = draft.nearest(token.text, TOLERANCE, |field| match field {
            Field::IndicatorColumn(column) if !printed.iter().any(|(known, _)| *known == column) => Some(column),
            _ => None,
        });
        if let Some((pattern, column, _)) = near {
            let label = draft.forms.lexicon.pattern(pattern).label.clone();
            printed.push((column, (token.col, token.end)));
            draft.label([id]);
            draft.find(&codes::DAMAGED_LABEL, "/indicators", format!("read as the header {label}"), token.text);
        }
    }
}

/// Labels of cells that go on below, where the source keeps spans: the label, its grid columns, and how many rows remain.
#[derive(Default)]
struct Spans<'f> {
    level1: Option<(Printed<'f, Level1Kind>, u32)>,
    level2: Option<(Printed<'f, Level2Kind>, u32)>,
}

fn read_line<'f>(
    draft: &mut Draft<'_, 'f>,
    line: usize,
    columns: &Columns,
    goal: u32,
    rows: &mut Vec<RawRow<'f>>,
    spans: &mut Spans<'f>,
) {
    let sheet = draft.sheet;
    for hit in &sheet.lines[line].hits {
        if hit.whole && draft.stands_for(hit, |field| field == Field::IndicatorsBlock) {
            draft.label(hit.first..=hit.last);
        }
    }
    let tokens: Vec<Token<'f>> = sheet.lines[line]
        .tokens()
        .filter(|&id| draft.is_free(id))
        .flat_map(|id| super::funds::split_numbers(&sheet.tokens[id]))
        .collect();
    let line_of_spans = spans.next();
    if tokens.is_empty() {
        return;
    }
    if sheet.lines[line].kind == GridKind::Stream {
        read_stream(draft, line, &tokens, columns, goal, rows);
        return;
    }
    let merged = tokens.windows(2).any(|pair| pair[0].id == pair[1].id);
    let (tokens, branches, reading, cut) = best_reading(draft, line, tokens, columns);
    let mut row = RawRow { goal, merged: merged || cut, shifted: reading.shifted, ..RawRow::default() };
    for (position, token) in tokens.iter().enumerate() {
        let Some(slot) = reading.slot_of[position] else { continue };
        if slot == 0 {
            if is_side_piece(token) {
                draft.label([token.id]);
            }
            continue;
        }
        let field = columns.columns[slot - 1].field;
        let counts =
            matches!(field, IndicatorColumn::Target | IndicatorColumn::Actual | IndicatorColumn::Weight | IndicatorColumn::Score);
        row.doubtful |= counts && reading.margin[position] < SURE;
        row.take(field, token, &branches[position]);
    }
    row.ruled = sheet.lines[line].kind == jixiao_model::GridKind::Ruled;
    spans.apply(&mut row, line_of_spans);
    if goes_on(&row, columns)
        && let Some(last) = rows.last_mut()
    {
        last.name.append(&mut row.name);
        last.target[1].append(&mut row.target[1]);
        last.actual.append(&mut row.actual);
        last.reason.append(&mut row.reason);
        last.remark.append(&mut row.remark);
        last.doubtful |= row.doubtful;
        return;
    }
    rows.push(row);
}

/// Reads cells without rows: as many rows as the columns start again.
fn read_stream<'f>(
    draft: &Draft<'_, 'f>,
    line: usize,
    tokens: &[Token<'f>],
    columns: &Columns,
    goal: u32,
    rows: &mut Vec<RawRow<'f>>,
) {
    let branches = branches_of(draft, line, tokens);
    let fields: Vec<IndicatorColumn> = columns.columns.iter().map(|column| column.field).collect();
    let mut slots = columns.slots[1..].to_vec();
    // 成本指标 alone names the second level: the first is there less often.
    if let Some(second) = fields.iter().position(|&field| field == IndicatorColumn::Level2) {
        slots[second].empty = 1;
    }
    let reading = cycle(tokens.len(), &slots, |token, slot| fit(&tokens[token], &branches[token], fields[slot]));
    for (position, (slot, starts)) in reading.into_iter().enumerate() {
        if starts {
            // Which blank cells were left out is told from what the others hold.
            rows.push(RawRow { goal, ..RawRow::default() });
        }
        if let Some(row) = rows.last_mut() {
            row.take(fields[slot], &tokens[position], &branches[position]);
            row.doubtful |= row.has_gap(fields[slot], columns);
        }
    }
}

impl<'f> Spans<'f> {
    /// Steps one row down; says whether the labels still cover it.
    fn next(&mut self) -> (bool, bool) {
        fn step<T>(span: &mut Option<(T, u32)>) -> bool {
            match span {
                Some((_, remaining)) if *remaining > 0 => {
                    *remaining -= 1;
                    true
                }
                _ => {
                    *span = None;
                    false
                }
            }
        }
        (step(&mut self.level1), step(&mut self.level2))
    }

    /// Gives a row the labels that cover it from above, and takes over those that go on below.
    fn apply(&mut self, row: &mut RawRow<'f>, covered: (bool, bool)) {
        fn one<'f, K: Clone>(span: &mut Option<(Printed<'f, K>, u32)>, own: &mut Option<Printed<'f, K>>, covered: bool) {
            match own {
                Some(printed) => {
                    let rows = printed.tokens.first().map_or(1, |token| token.cell.row_span);
                    *span = (rows > 1).then(|| (printed.clone(), rows - 1));
                }
                None if covered => {
                    *own = span.as_ref().map(|(printed, _)| Printed { tokens: printed.tokens.clone(), ..printed.clone() })
                }
                None => {}
            }
        }
        one(&mut self.level1, &mut row.level1, covered.0);
        one(&mut self.level2, &mut row.level2, covered.1);
    }
}

/// Whether a row only goes on with the texts of the one above: a text that ran into a second physical row.
fn goes_on(row: &RawRow<'_>, columns: &Columns) -> bool {
    let points = !row.weight.is_empty() || !row.score.is_empty();
    let values = !row.target.iter().all(Vec::is_empty) || !row.actual.is_empty();
    let labels = row.level1.is_some() || row.level2.is_some();
    let pieces = row.name.len() + row.reason.len() + row.remark.len() + row.target[1].len() + row.actual.len();
    !points && !labels && (pieces <= 1 || !values) && (columns.scored || !values)
}

fn add_branch<'f, K>(to: &mut Option<Printed<'f, K>>, printed: Option<Printed<'f, K>>, token: &Token<'f>) {
    match (to.as_mut(), printed) {
        (Some(known), Some(more)) => known.tokens.extend(more.tokens),
        (Some(known), None) => known.tokens.push(token.clone()),
        (None, printed) => *to = printed,
    }
}

/// A piece of the label at the side, such as `年度绩效` or `标`.
fn is_side_piece(token: &Token<'_>) -> bool {
    let key = key(token.text);
    !key.is_empty() && key.chars().all(|c| "年度项目绩效指标".contains(c))
}

/// What a token says in each column of labels: the branch and the kind that it may name.
type Branches<'f> = (Option<Printed<'f, Level1Kind>>, Option<Printed<'f, Level2Kind>>);

/// The best reading of a row; where a needed column stays empty, a cell that may hold two columns is cut at each of its blanks.
fn best_reading<'f>(
    draft: &Draft<'_, 'f>,
    line: usize,
    tokens: Vec<Token<'f>>,
    columns: &Columns,
) -> (Vec<Token<'f>>, Vec<Branches<'f>>, Alignment, bool) {
    let branches = branches_of(draft, line, &tokens);
    let reading = one_reading(&tokens, &branches, columns);
    let hungry = (1..columns.slots.len()).any(|slot| columns.needed(slot) && !reading.slot_of.contains(&Some(slot)));
    let mut best = (tokens, branches, reading, false);
    let with_label = |token: &Token<'f>| {
        let head = token.text.split(' ').next().unwrap_or_default();
        head.ends_with("指标") && head.len() < token.text.len()
    };
    if !hungry && !best.0.iter().any(with_label) {
        return best;
    }
    let tokens = best.0.clone();
    for (position, token) in tokens.iter().enumerate() {
        if token.shape == Shape::Prose {
            continue;
        }
        for (at, _) in token.text.match_indices(' ').take(4) {
            let (left, right) = token.text.split_at(at);
            if !may_part(left, right, &branches_of(draft, line, &[token.part(left)])) {
                continue;
            }
            let mut cut = tokens.clone();
            let column = token.col;
            cut[position] = Token { end: column + 1, ..token.part(left) };
            cut.insert(position + 1, Token { col: column + 1, end: token.end.max(column + 2), ..token.part(right) });
            let branches = branches_of(draft, line, &cut);
            // Where two cells became one, what follows may have moved to the left.
            let mut moved = cut.clone();
            moved[position + 2..].iter_mut().for_each(|token| {
                token.col += 1;
                token.end += 1;
            });
            for cut in [cut, moved] {
                let reading = one_reading(&cut, &branches, columns);
                // A cut must pay for itself: a wrapped text has blanks too.
                if reading.cost + CUT < best.2.cost {
                    best = (cut, branches.clone(), reading, true);
                }
            }
        }
    }
    best
}

/// Whether a blank may part two columns: a name from its value, a label from what follows. Between other Han characters it is where a
/// line was wrapped.
fn may_part(left: &str, right: &str, branches: &[Branches<'_>]) -> bool {
    let label = branches.iter().any(|(first, second)| {
        first.as_ref().is_some_and(|label| label.wrong == 0) || second.as_ref().is_some_and(|label| label.wrong == 0)
    });
    let starts_value = |text: &str| value::read(text.trim()).kind != ValueKind::Qualitative;
    let ends_digit = left.ends_with(|c: char| c.is_ascii_digit() || c == '%');
    label
        || starts_value(right)
        || (starts_value(left) && !ends_digit)
        || (ends_digit && starts_value(left) && right.trim().chars().count() > 4)
}

fn branches_of<'f>(draft: &Draft<'_, 'f>, line: usize, tokens: &[Token<'f>]) -> Vec<Branches<'f>> {
    let hits = &draft.sheet.lines[line].hits;
    tokens
        .iter()
        .map(|token| {
            if !matches!(token.shape, Shape::Short) || token.text.len() > 60 {
                return (None, None);
            }
            let whole = token.text.len() == draft.sheet.text(token.id).len();
            let hit = hits.iter().find(|hit| whole && hit.whole && (hit.first..=hit.last).contains(&token.id));
            let level1 = |field| match field {
                Field::Level1(kind) => Some(kind),
                _ => None,
            };
            let level2 = |field| match field {
                Field::Level2(kind) => Some(kind),
                _ => None,
            };
            match hit {
                Some(hit) => {
                    let label = &draft.forms.lexicon.pattern(hit.pattern).label;
                    let weight = hit.annotation.as_deref().and_then(points_in);
                    (
                        draft.meaning(hit, level1).map(|kind| Printed::exact(kind, label, weight, token)),
                        draft.meaning(hit, level2).map(|kind| Printed::exact(kind, label, None, token)),
                    )
                }
                None if has_han(token.text) && key(token.text).chars().count() <= 20 => {
                    let key = key(token.text);
                    let (stem, suffix) = key.find('(').map_or((key.as_str(), ""), |at| key.split_at(at));
                    let weight = points_in(suffix);
                    let pattern = |id: usize| draft.forms.lexicon.pattern(id).label.clone();
                    (
                        draft
                            .nearest(stem, TOLERANCE, level1)
                            .map(|(id, kind, wrong)| Printed::damaged(kind, pattern(id), weight, wrong, token)),
                        damaged_second_level(draft, stem, token),
                    )
                }
                None => (None, None),
            }
        })
        .collect()
}

/// A damaged second-level label. Those of neighbouring kinds differ by one character: where that is the wrong one, all of them stay.
fn damaged_second_level<'f>(draft: &Draft<'_, 'f>, stem: &str, token: &Token<'f>) -> Option<Printed<'f, Level2Kind>> {
    let found = draft.forms.lexicon.nearest_all(stem, TOLERANCE, Some(draft.index), |field| match field {
        Field::Level2(kind) => Some(kind),
        _ => None,
    });
    let mut kinds = found.into_iter().map(|(id, kind, wrong)| (kind, draft.forms.lexicon.pattern(id).label.clone(), wrong));
    let (kind, label, wrong) = kinds.next()?;
    let rivals = kinds.map(|(kind, label, _)| (kind, label)).collect();
    Some(Printed { rivals, ..Printed::damaged(kind, label, None, wrong, token) })
}

/// The points in a suffix such as `(50分)`.
fn points_in(annotation: &str) -> Option<Number> {
    let digits = annotation.strip_prefix('(')?;
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    digits[..end].parse().ok()
}

fn one_reading(tokens: &[Token<'_>], branches: &[Branches<'_>], columns: &Columns) -> Alignment {
    let fit = |token: usize, slot: usize| match slot {
        0 => side_fit(&tokens[token]),
        _ => fit(&tokens[token], &branches[token], columns.columns[slot - 1].field),
    };
    table::read_row(tokens, &columns.slots, fit, |slot| columns.needed(slot))
}

fn side_fit(token: &Token<'_>) -> i32 {
    match token.shape {
        _ if is_side_piece(token) => 0,
        Shape::Junk => 0,
        Shape::Short if token.text.len() <= 18 => 5,
        Shape::Dash => 3,
        _ => 14,
    }
}

/// How badly a token fits a column.
fn fit(token: &Token<'_>, branches: &Branches<'_>, column: IndicatorColumn) -> i32 {
    let short = token.shape == Shape::Short;
    let number = token.shape.number();
    let exact_branch =
        branches.0.as_ref().is_some_and(|label| label.wrong == 0) || branches.1.as_ref().is_some_and(|label| label.wrong == 0);
    match column {
        IndicatorColumn::Level1 => branch_fit(token, branches.0.as_ref().map(|label| label.wrong)),
        IndicatorColumn::Level2 => branch_fit(token, branches.1.as_ref().map(|label| label.wrong)),
        IndicatorColumn::Name => match token.shape {
            Shape::Short if exact_branch => 6,
            Shape::Short if is_valuelike(token.text) => 6,
            // A name with a value behind it is two cells in one.
            Shape::Short if token.text.rsplit_once(' ').is_some_and(|(_, tail)| is_valuelike(tail)) => 4,
            Shape::Short if !has_han(token.text) => 8,
            Shape::Short => 0,
            Shape::Prose => 1,
            Shape::Junk => 8,
            Shape::Dash => 2,
            Shape::Number { .. } => 14,
        },
        IndicatorColumn::Target | IndicatorColumn::Actual => match token.shape {
            Shape::Short if exact_branch => 8,
            Shape::Short | Shape::Number { .. } | Shape::Dash => 0,
            Shape::Prose if column == IndicatorColumn::Actual => 3,
            Shape::Prose => 5,
            Shape::Junk => 8,
        },
        IndicatorColumn::TargetSign => {
            let sign = matches!(token.text, "≥" | "≤" | "=" | "＝" | ">" | "<" | "＞" | "＜" | "定性" | "≧" | "≦");
            if sign {
                0
            } else if token.shape == Shape::Dash {
                1
            } else {
                12
            }
        }
        IndicatorColumn::TargetUnit => match token.shape {
            Shape::Dash => 0,
            _ if token.text.chars().count() <= 6 && number.is_none() => 0,
            _ => 12,
        },
        IndicatorColumn::Weight | IndicatorColumn::Score => match token.shape {
            Shape::Number { percent: false, number } if number <= Number::from_whole(100) => 0,
            Shape::Number { .. } => 12,
            Shape::Dash => 1,
            Shape::Short if token.text.bytes().next().is_some_and(|b| b.is_ascii_digit()) && token.text.len() <= 8 => 7,
            _ => 20,
        },
        IndicatorColumn::Reason | IndicatorColumn::Remark => match token.shape {
            Shape::Prose | Shape::Dash => 0,
            _ if exact_branch => 12,
            Shape::Short if short && has_han(token.text) => i32::from(token.text.len() <= 6 && token.text != "无") * 2,
            Shape::Short => 6,
            Shape::Junk => 5,
            Shape::Number { .. } => 9,
        },
    }
}

/// Whether a short text is a number with a comparator or a unit.
fn is_valuelike(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || "≥≤＞＜><=".contains(c))
        || text.starts_with("不")
        || text.starts_with("达到");
    starts && text.bytes().any(|b| b.is_ascii_digit())
}

fn branch_fit(token: &Token<'_>, wrong: Option<usize>) -> i32 {
    match (wrong, token.shape) {
        (Some(wrong), _) => wrong as i32,
        (None, Shape::Short) if token.text.len() <= 24 => 9,
        (None, Shape::Junk) => 5,
        (None, Shape::Dash) => 4,
        _ => 18,
    }
}

/// Turns a row into an indicator.
fn fill<'f>(draft: &mut Draft<'_, 'f>, row: RawRow<'f>, level1: Level1, level2: Level2, points: Points) {
    let index = draft.record.indicators.len();
    let pointer = |field: &str| format!("/indicators/{index}/{field}");
    let sure = if row.doubtful { 60 } else { 100 };
    let at = format!("/indicators/{index}");
    if row.doubtful {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, at.as_str(), "another reading of the row is nearly as good", "");
    }
    if row.shifted {
        draft.find(&codes::COLUMN_SHIFTED, at.as_str(), "cells do not stand under their headers", "");
    }
    if row.merged {
        draft.find(&codes::MERGED_CELL, at.as_str(), "one cell held the values of several columns", "");
    }
    // Without a name there is no telling whether the rest is one row.
    if row.name.is_empty() && !row.doubtful {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, at.as_str(), "the row has values but no name", "");
    }
    let name_at = pointer("name");
    let name = draft.text(&name_at, &row.name, Joined::Split, sure);
    match &name {
        Some(name) => header::judge(draft, &name_at, name),
        None => draft.find(&codes::FIELD_MISSING, name_at.as_str(), "the row has no indicator", ""),
    }
    let target = read_target(draft, &pointer("target"), &row.target, sure);
    let actual = read_value(draft, &pointer("actual"), &row.actual, sure);
    let mut point = |field: &str, tokens: &[Token<'f>], expected: bool| match tokens.first() {
        Some(token) => draft.number(&pointer(field), token, sure),
        None => {
            if expected {
                draft.find(&codes::NUMBER_MISSING, pointer(field), "other rows have a number here", "");
            }
            None
        }
    };
    // A row that names nothing need not have points.
    let weight = point("weight", &row.weight, points.weighted && name.is_some());
    let score = point("score", &row.score, points.scored && name.is_some());
    let reason_at = pointer("reason");
    let reason: Vec<Token<'f>> = row.reason.iter().filter(|token| token.shape != Shape::Dash).cloned().collect();
    let reason = draft.text(&reason_at, &reason, Joined::Split, sure);
    for token in &row.remark {
        if token.shape != Shape::Dash {
            header::other(draft, "得分计算方法", std::slice::from_ref(token));
        }
    }
    draft.record.indicators.push(Indicator { goal: Some(row.goal), level1, level2, name, target, actual, weight, score, reason });
}

/// A target: one cell, or comparator, number and unit in three.
fn read_target<'f>(draft: &mut Draft<'_, 'f>, pointer: &str, parts: &[Vec<Token<'f>>; 3], sure: u8) -> Value {
    let [sign, number, unit] = parts;
    if sign.is_empty() && unit.is_empty() {
        return read_value(draft, pointer, number, sure);
    }
    let tokens: Vec<Token<'f>> = parts.iter().flatten().cloned().collect();
    draft.origin(pointer, &tokens, sure, &[]);
    let text =
        |tokens: &[Token<'f>]| tokens.iter().filter(|token| token.shape != Shape::Dash).map(|token| token.text).collect::<String>();
    let sign = text(sign);
    // 定性 says that what follows is no number; the form does not print it as part of the target.
    let sign = if sign == "定性" { "" } else { sign.as_str() };
    let joined = format!("{sign}{}{}", text(number), text(unit));
    value::read(&crate::repairs::mend(&joined).text)
}

fn read_value<'f>(draft: &mut Draft<'_, 'f>, pointer: &str, tokens: &[Token<'f>], sure: u8) -> Value {
    let Some(text) = draft.text(pointer, tokens, Joined::Split, sure) else { return Value::blank() };
    if let Some(maybe) = comparator::suspect(&text) {
        draft.find(&codes::DAMAGED_COMPARATOR, pointer, format!("it may be {maybe}"), text.as_str());
    }
    let value = value::read(&text);
    let looks_numeric = text.starts_with(|c: char| c.is_ascii_digit()) && value.kind == ValueKind::Qualitative;
    if looks_numeric && !has_han(&text) {
        draft.find(&codes::NUMBER_UNREADABLE, pointer, "a number with something in it", text.as_str());
    }
    value
}
