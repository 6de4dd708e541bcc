//! The alignment of a form's rows to its blocks.
//!
//! Each row has a cost in each state, from the labels found in it and from what its cells look like; going from state to state
//! has a cost, low in the order that forms keep. The cheapest sequence of states is the reading of the whole form, so that a row
//! whose labels are lost is told by its neighbours.

use std::sync::LazyLock;

use jixiao_model::{GridKind, Number};

use crate::{
    forms::field::{Field, HeaderField},
    key::key,
    lexicon::Lexicon,
    read::{self, title},
    sheet::{Line, Shape, Sheet},
    value,
};

/// Longest text that can be a damaged label, in bytes.
const MAX_DAMAGED_BYTES: usize = 48;

/// How many characters in a hundred of a damaged label may be wrong.
const DAMAGED: usize = 50;

/// How many may be wrong where a lone label speaks for a whole line.
const SLIGHTLY_DAMAGED: usize = 25;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Block {
    /// Title, year, letterhead.
    Lead,
    Header,
    FundsHead,
    FundsRow,
    Management,
    GoalsHead,
    GoalsRow,
    IndicatorsHead,
    IndicatorsRow,
    Total,
    Conclusion,
    SignOff,
    /// Notes and whatever else stands below.
    Note,
}

/// All states, in the order in which forms print them.
const BLOCKS: [Block; 13] = [
    Block::Lead,
    Block::Header,
    Block::FundsHead,
    Block::FundsRow,
    Block::Management,
    Block::GoalsHead,
    Block::GoalsRow,
    Block::IndicatorsHead,
    Block::IndicatorsRow,
    Block::Total,
    Block::Conclusion,
    Block::SignOff,
    Block::Note,
];

/// What speaks for one block or another in a row. Counts are of labels that fill their cells.
#[derive(Clone, Debug, Default)]
struct Signs {
    text: bool,
    tokens: i32,
    numbers: i32,
    dashes: i32,
    prose: i32,
    junk: i32,
    title: bool,
    header: i32,
    other_header: i32,
    fund_columns: i32,
    fund_rows: i32,
    management: i32,
    goal_columns: i32,
    goals_block: i32,
    indicator_columns: i32,
    branches: i32,
    total: i32,
    conclusion: i32,
    sign_off: i32,
    note: bool,
    /// A number that is the points of a whole form.
    full_points: bool,
}

impl Signs {
    fn of(line: &Line, sheet: &Sheet<'_>, lexicon: &Lexicon, definition: Option<usize>) -> Self {
        let mut signs = Signs { text: line.kind == GridKind::Text, tokens: line.tokens().len() as i32, ..Signs::default() };
        for token in &sheet.tokens[line.tokens()] {
            match token.shape {
                Shape::Number { number, percent } => {
                    signs.numbers += 1;
                    signs.full_points |= !percent && number == Number::from_whole(100);
                }
                Shape::Dash => signs.dashes += 1,
                Shape::Prose => signs.prose += 1,
                Shape::Junk => signs.junk += 1,
                Shape::Short => {}
            }
        }
        let first = sheet.text(line.first);
        signs.note = ["注", "备注", "说明", "填表说明", "填报说明"]
            .iter()
            .any(|word| first.strip_prefix(word).is_some_and(|rest| rest.starts_with([':', '：', '1', '.', ' '])));
        for hit in &line.hits {
            let pattern = lexicon.pattern(hit.pattern);
            signs.title |= pattern.title_of != 0;
            // A label has one meaning in each block, but may be known to several blocks.
            let mut seen = Signs::default();
            for field in pattern.fields(definition) {
                match field {
                    Field::Header(HeaderField::Other) => seen.other_header = 1,
                    Field::Header(HeaderField::Heading) => {}
                    Field::Header(_) => seen.header = 1,
                    Field::FundColumn(_) | Field::FundsBlock => seen.fund_columns = 1,
                    Field::FundRow(_) => seen.fund_rows = 1,
                    Field::ManagementBlock | Field::ManagementColumn | Field::ManagementRow => seen.management = 1,
                    // A label that is also one at the side of the block is no head by itself.
                    Field::GoalColumn(_) if pattern.fields(definition).any(|field| field == Field::GoalsBlock) => {}
                    Field::GoalColumn(_) => seen.goal_columns = 1,
                    Field::GoalsBlock => seen.goals_block = 1,
                    Field::IndicatorColumn(_) => seen.indicator_columns = 1,
                    Field::IndicatorsBlock => {}
                    Field::Level1(_) | Field::Level2(_) => seen.branches = 1,
                    Field::Total => seen.total = 1,
                    Field::Grade => seen.total = 1,
                    Field::Conclusion(_) => seen.conclusion = 1,
                    Field::SignOff(_) => seen.sign_off = 1,
                    Field::Notes => signs.note = true,
                }
            }
            signs.header += seen.header;
            signs.other_header += seen.other_header;
            signs.fund_columns += seen.fund_columns;
            signs.fund_rows += seen.fund_rows;
            signs.management += seen.management;
            signs.goal_columns += seen.goal_columns;
            signs.goals_block += seen.goals_block;
            signs.indicator_columns += seen.indicator_columns;
            signs.branches += seen.branches;
            signs.total += seen.total;
            signs.conclusion += seen.conclusion;
            signs.sign_off += seen.sign_off;
        }
        // A table within the table may have a title of its own.
        signs.title |= signs.tokens == 1 && title::names_a_form(first);
        // A head has several columns; one beside prose is a piece of the label at the side (`总体目标|完成情况`).
        if signs.indicator_columns == 1 && signs.prose > 0 && line.kind != GridKind::Stream {
            signs.indicator_columns = 0;
        }
        if line.hits.is_empty() && !signs.text {
            signs.damaged_first(line, sheet, lexicon, definition);
            let first = &sheet.tokens[line.first];
            if signs.header == 0
                && signs.numbers <= 1
                && (2..=6).contains(&signs.tokens)
                && read::is_unknown_label(first)
                && !lexicon.holds(&key(first.text))
            {
                signs.other_header = 1;
            }
            if signs.numbers + signs.prose == 0 {
                signs.damaged_labels(line, sheet, lexicon, definition);
            }
        }
        signs
    }

    /// Counts a damaged label at the start of a line without any sound one.
    fn damaged_first(&mut self, line: &Line, sheet: &Sheet<'_>, lexicon: &Lexicon, definition: Option<usize>) {
        let first = sheet.text(line.first);
        if first.len() > MAX_DAMAGED_BYTES || sheet.tokens[line.first].shape != Shape::Short {
            return;
        }
        let near =
            |wanted: fn(Field) -> Option<()>| i32::from(lexicon.nearest(first, SLIGHTLY_DAMAGED, definition, wanted).is_some());
        if self.tokens <= 4 {
            self.header = near(|field| matches!(field, Field::Header(field) if field != HeaderField::Heading).then_some(()));
            self.conclusion = near(|field| matches!(field, Field::Conclusion(_)).then_some(()));
            self.total = near(|field| matches!(field, Field::Total).then_some(()));
        }
        if self.numbers >= 1 {
            self.fund_rows = near(|field| matches!(field, Field::FundRow(_)).then_some(()));
        }
    }

    /// Counts damaged headers and row labels in a line of short texts without any sound label: alone, or joined with their neighbours.
    fn damaged_labels(&mut self, line: &Line, sheet: &Sheet<'_>, lexicon: &Lexicon, definition: Option<usize>) {
        let texts: Vec<&str> = line.tokens().map(|id| sheet.text(id)).filter(|text| text.len() <= MAX_DAMAGED_BYTES).collect();
        // Values stand in rows.
        if texts.len() < 2 || texts.iter().any(|text| value::read(text).number.is_some()) {
            return;
        }
        let count = |wanted: fn(Field) -> Option<()>| {
            let mut found = 0;
            let mut covered = 0;
            let mut first = 0;
            while first < texts.len() {
                let last = (first..texts.len().min(first + 3))
                    .rev()
                    .find(|&last| lexicon.nearest(&texts[first..=last].concat(), DAMAGED, definition, wanted).is_some());
                found += i32::from(last.is_some());
                covered += last.map_or(0, |last| last + 1 - first);
                first = last.unwrap_or(first) + 1;
            }
            // Some word of a value resembles some header; a head is made of nothing else.
            if covered * 3 >= texts.len() * 2 { found } else { 0 }
        };
        self.goal_columns = count(|field| matches!(field, Field::GoalColumn(_)).then_some(())).min(2);
        self.fund_columns = count(|field| matches!(field, Field::FundColumn(_)).then_some(()));
        self.indicator_columns = count(|field| matches!(field, Field::IndicatorColumn(_)).then_some(()));
    }

    /// How badly the row fits a block; the numbers are weights of evidence, larger for what is rarer elsewhere.
    fn cost(&self, block: Block) -> i32 {
        let table = i32::from(!self.text);
        let labels = self.header + self.fund_columns + self.fund_rows + self.indicator_columns + self.branches + self.goal_columns;
        let filled = self.numbers + self.dashes;
        let absent = |count: i32, cost: i32| if count == 0 { cost } else { 0 };
        match block {
            Block::Lead => {
                let alone = if self.tokens <= 2 { 2 } else { 8 };
                // Paragraphs before a form are as likely to lead it as long text is to be a goal.
                let running = if self.text { -self.prose.min(1) } else { table * alone };
                (if self.title { -8 } else { running }) + 4 * labels + 3 * self.numbers
            }
            Block::Header => {
                absent(self.header + self.other_header, 5) - 6 * self.header.min(3) - 4 * self.other_header.min(2)
                    + 3 * (self.numbers - 2).max(0)
                    + 4 * self.fund_columns.min(3)
                    + i32::from(self.title) * 4
            }
            Block::FundsHead => {
                absent(self.fund_columns, 9) - 3 * self.fund_columns
                    + 2 * self.numbers
                    + 3 * self.indicator_columns.saturating_sub(self.fund_columns)
            }
            Block::FundsRow => {
                absent(self.fund_rows, 4) - 5 * self.fund_rows.min(1) - filled.min(4)
                    + absent(filled, 5)
                    + 6 * self.prose
                    + 3 * self.branches
                    + 9 * (self.total - self.fund_rows).clamp(0, 1)
            }
            Block::Management => absent(self.management, 6) - 6 * self.management.min(2) + self.numbers,
            Block::GoalsHead => {
                absent(self.goal_columns, 9) - 5 * self.goal_columns + 4 * self.numbers - 2 * self.goals_block.min(1)
                    + 6 * self.prose
            }
            Block::GoalsRow => {
                2 - 3 * self.prose.min(1) - 3 * self.goals_block.min(1) + 3 * filled + 5 * self.branches + 4 * labels
            }
            Block::IndicatorsHead => absent(self.indicator_columns, 9) - 3 * self.indicator_columns + 2 * self.numbers,
            Block::IndicatorsRow => {
                // Level labels, a name and points; a lone text may go on from the row above.
                let bare = if self.tokens <= 2 { 4 } else { 2 };
                absent(self.branches, bare) - 5 * self.branches.min(1) - filled.min(2)
                    + 4 * self.fund_rows.min(1)
                    + 3 * self.indicator_columns
                    + 9 * self.total.min(1)
            }
            // The label of a total may be lost: full points, and no text.
            Block::Total if self.total == 0 && self.full_points && self.numbers + self.dashes == self.tokens => 1,
            Block::Total => absent(self.total, 12) - 8 * self.total.min(1) - self.numbers.min(2) + 4 * self.prose,
            Block::Conclusion => absent(self.conclusion, 5) - 8 * self.conclusion.min(1) + 2 * filled,
            Block::SignOff => absent(self.sign_off, 8) - 6 * self.sign_off.min(2) + 2 * filled,
            Block::Note => (if self.note { -6 } else { 1 + 5 * table }) + 4 * labels + self.branches,
        }
    }
}

/// [`transition`] between all states, by their places in [`BLOCKS`].
static TRANSITIONS: LazyLock<[[i32; BLOCKS.len()]; BLOCKS.len()]> =
    LazyLock::new(|| BLOCKS.map(|from| BLOCKS.map(|to| transition(from, to))));

/// Cost of a row of `to` below a row of `from`.
fn transition(from: Block, to: Block) -> i32 {
    use Block::{
        Conclusion, FundsHead, FundsRow, GoalsHead, GoalsRow, Header, IndicatorsHead, IndicatorsRow, Lead, Management, Note,
        SignOff, Total,
    };
    match (from, to) {
        (a, b) if a == b => match a {
            FundsHead | GoalsHead | IndicatorsHead | Total => 2,
            _ => 0,
        },
        (FundsHead, FundsRow) | (GoalsHead, GoalsRow) | (IndicatorsHead, IndicatorsRow) => 0,
        // Rows of a block whose head is lost.
        (_, FundsRow | GoalsRow | IndicatorsRow) => 4,
        (Lead, Header) | (Header, FundsHead | GoalsHead | IndicatorsHead) => 0,
        (FundsRow, Management | GoalsHead | IndicatorsHead) | (Management, GoalsHead) | (GoalsRow, IndicatorsHead | FundsHead) => 0,
        (IndicatorsRow, Total | IndicatorsHead | Conclusion | SignOff | Note) => 0,
        (Total, Conclusion | SignOff | Note) | (Conclusion, SignOff | Note) | (SignOff, Note) | (Note, SignOff) => 0,
        // Names of indicators look like labels of the form (`培训人数`, `完成时间`), which stand above all indicators.
        (IndicatorsHead | IndicatorsRow, Header | Lead) => 9,
        // What stands below a head belongs to it, or comes later in the form.
        (GoalsHead | FundsHead | IndicatorsHead, _) => {
            if (to as i32) > (from as i32) {
                3
            } else {
                7
            }
        }
        (_, _) if (to as i32) > (from as i32) => 1,
        (_, _) => 5,
    }
}

/// The block of each line.
pub(crate) fn assign(sheet: &Sheet<'_>, lexicon: &Lexicon, definition: Option<usize>) -> Vec<Block> {
    let states = BLOCKS.len();
    // A form may start with any block; what usually comes first costs nothing.
    let mut best = [0; BLOCKS.len()];
    let mut from: Vec<u8> = Vec::with_capacity(sheet.lines.len() * states);
    for (index, line) in sheet.lines.iter().enumerate() {
        let signs = Signs::of(line, sheet, lexicon, definition);
        let mut next = [i32::MAX; BLOCKS.len()];
        for (to, next) in next.iter_mut().enumerate() {
            let mut origin = to;
            if index == 0 {
                *next = TRANSITIONS[0][to].min(1);
            } else {
                for (state, cost) in best.iter().enumerate() {
                    let cost = cost + TRANSITIONS[state][to];
                    if cost < *next {
                        *next = cost;
                        origin = state;
                    }
                }
            }
            *next += signs.cost(BLOCKS[to]);
            from.push(origin as u8);
        }
        best = next;
    }
    let mut state = (0..states).min_by_key(|&state| best[state]).unwrap_or(0);
    let mut blocks = vec![Block::Lead; sheet.lines.len()];
    for line in (0..sheet.lines.len()).rev() {
        blocks[line] = BLOCKS[state];
        state = usize::from(from[line * states + state]);
    }
    blocks
}
