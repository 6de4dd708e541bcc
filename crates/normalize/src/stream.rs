//! Lines made of cells that came one by one, without rows and columns.
//!
//! What the cells say tells where a row of the form starts: heads of columns stand in clusters; a label of a field, of a source of
//! money or of the tree starts a row; among amounts a text does. Labels may be cut over several cells or damaged.

use crate::{
    forms::field::Field,
    key::key,
    lexicon::Lexicon,
    sheet::{Hit, Shape, Token},
};

/// How many characters in a hundred of a label may be wrong where it starts a row.
const TOLERANCE: usize = 34;

/// Fewest characters of a label that is recognised although damaged.
const MIN_DAMAGED_CHARS: usize = 4;

/// Longest text that can be a damaged label, in bytes.
const MAX_LABEL_BYTES: usize = 48;

/// Most cells between two heads of columns: heads that cannot be read, and a piece of the label at the side.
const MAX_HEAD_GAP: usize = 3;

/// Which block's columns a head belongs to; 分值 and 得分 are columns of two.
const FUNDS: u8 = 1;
const GOALS: u8 = 2;
const INDICATORS: u8 = 4;

/// What a cell does to the row that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A head of a column of these blocks.
    Head(u8),
    /// Starts a row that goes on with a head: the label at the side of a block.
    Side,
    /// Starts a row of money.
    Source,
    /// The title of a form.
    Title,
    /// Starts any other row.
    Opens,
    /// A label of the tree.
    Branch { first: bool, second: bool },
    /// Belongs to the label that the cell before starts.
    Piece,
    /// Anything else.
    Text,
}

/// Where in a form a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Region {
    /// Above the first label.
    Lead,
    Fields,
    Funds,
    Goals,
    Indicators,
    /// Below the total.
    Closing,
}

/// Where lines start among `tokens`, given the labels found in all of them. The hits' tokens count from `offset`, the starts from 0.
pub(crate) fn line_starts(tokens: &[Token<'_>], offset: usize, hits: &[Hit], lexicon: &Lexicon) -> Vec<usize> {
    let roles = roles(tokens, offset, hits, lexicon);
    let mut cutter = Cutter { tokens, roles: &roles, lexicon, starts: vec![0], region: Region::Lead, open_branch: false };
    let mut at = 0;
    while at < tokens.len() {
        at = match cutter.head_end(at) {
            Some((end, blocks)) => cutter.take_head(at, end, blocks),
            None => cutter.take(at),
        };
    }
    cutter.starts
}

/// The role of each cell, from sound labels alone.
fn roles(tokens: &[Token<'_>], offset: usize, hits: &[Hit], lexicon: &Lexicon) -> Vec<Role> {
    let mut roles = vec![Role::Text; tokens.len()];
    for hit in hits {
        let first = hit.first - offset;
        let pattern = lexicon.pattern(hit.pattern);
        let mut fields = pattern.fields(None).peekable();
        if roles[first] != Role::Text {
            continue;
        }
        if fields.peek().is_none() {
            if pattern.title_of != 0 {
                roles[first] = Role::Title;
            }
            continue;
        }
        if !hit.whole {
            roles[first] = Role::Opens;
            continue;
        }
        roles[first] = role_of(fields);
        roles[first + 1..=hit.last - offset].fill(Role::Piece);
    }
    roles
}

fn role_of(fields: impl Iterator<Item = Field>) -> Role {
    let (mut heads, mut first, mut second, mut side, mut source, mut total) = (0, false, false, false, false, false);
    for field in fields {
        match field {
            Field::FundColumn(_) => heads |= FUNDS,
            Field::GoalColumn(_) => heads |= GOALS,
            Field::IndicatorColumn(_) => heads |= INDICATORS,
            Field::Level1(_) => first = true,
            Field::Level2(_) => second = true,
            Field::FundsBlock | Field::GoalsBlock | Field::IndicatorsBlock => side = true,
            Field::FundRow(_) => source = true,
            Field::Total => total = true,
            _ => {}
        }
    }
    match heads {
        0 if first || second => Role::Branch { first, second },
        0 if side => Role::Side,
        // 合计 closes the table of indicators more often than one of money.
        0 if source && !total => Role::Source,
        0 => Role::Opens,
        _ => Role::Head(heads),
    }
}

struct Cutter<'t, 'f> {
    tokens: &'t [Token<'f>],
    roles: &'t [Role],
    lexicon: &'t Lexicon,
    starts: Vec<usize>,
    region: Region,
    /// The branch before may have a second level beside it.
    open_branch: bool,
}

impl Cutter<'_, '_> {
    fn start(&mut self, at: usize) {
        if self.starts.last() != Some(&at) {
            self.starts.push(at);
        }
        self.open_branch = false;
    }

    /// Where the heads of columns that start here end, and whose they are; `None` where no head starts.
    fn head_end(&self, at: usize) -> Option<(usize, u8)> {
        let Role::Head(mut blocks) = self.roles[at] else {
            // A damaged first head stands before sound ones.
            return match self.roles.get(at + 1) {
                Some(&Role::Head(_)) => {
                    let (end, blocks) = self.head_end(at + 1)?;
                    (self.damaged_head(at, blocks)).then_some((end, blocks))
                }
                _ => None,
            };
        };
        let (mut end, mut count) = (self.label_end(at), 1);
        loop {
            let next = (end..self.tokens.len().min(end + MAX_HEAD_GAP + 1)).find_map(|next| match self.roles[next] {
                Role::Head(more) if more & blocks != 0 => Some((next, more)),
                _ => None,
            });
            let Some((next, more)) = next.filter(|&(next, _)| (end..next).all(|between| self.may_be_head(between))) else { break };
            blocks &= more;
            count += 1;
            end = self.label_end(next);
        }
        while end < self.tokens.len() && self.damaged_head(end, blocks) {
            (end, count) = (end + 1, count + 1);
        }
        (count > 1 || blocks & GOALS != 0).then_some((end, blocks))
    }

    fn label_end(&self, at: usize) -> usize {
        (at + 1..self.tokens.len()).find(|&next| self.roles[next] != Role::Piece).unwrap_or(self.tokens.len())
    }

    /// Whether a cell between heads may be one that cannot be read.
    fn may_be_head(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        matches!(self.roles[at], Role::Text | Role::Side | Role::Piece)
            && (token.shape == Shape::Junk || token.shape == Shape::Short && token.text.len() <= MAX_LABEL_BYTES)
    }

    fn damaged_head(&self, at: usize, blocks: u8) -> bool {
        self.roles[at] == Role::Text
            && self.is_damaged(at, |field| match field {
                Field::FundColumn(_) => blocks & FUNDS != 0,
                Field::GoalColumn(_) => blocks & GOALS != 0,
                Field::IndicatorColumn(_) => blocks & INDICATORS != 0,
                _ => false,
            })
    }

    /// Whether a cell is a damaged label of a field that `wanted` takes.
    fn is_damaged(&self, at: usize, wanted: impl Fn(Field) -> bool) -> bool {
        let token = &self.tokens[at];
        token.shape == Shape::Short
            && token.text.len() <= MAX_LABEL_BYTES
            && token.text.chars().count() >= MIN_DAMAGED_CHARS
            && self.lexicon.nearest(token.text, TOLERANCE, None, |field| wanted(field).then_some(())).is_some()
    }

    /// A line of heads, with the label at the side before them. Returns where it ends.
    fn take_head(&mut self, at: usize, end: usize, blocks: u8) -> usize {
        let line = *self.starts.last().expect("there is a first line");
        let side = line < at && (line..at).all(|before| self.roles[before] == Role::Side || self.roles[before] == Role::Piece);
        let piece = at > line && self.is_side_piece(at - 1);
        if !side {
            self.start(if piece { at - 1 } else { at });
        }
        self.region = match blocks {
            _ if blocks & GOALS != 0 => Region::Goals,
            FUNDS => Region::Funds,
            INDICATORS => Region::Indicators,
            // 分值 and 得分 alone: what comes next in a form.
            _ if matches!(self.region, Region::Lead | Region::Fields) => Region::Funds,
            _ => Region::Indicators,
        };
        if end < self.tokens.len() {
            self.start(end);
        }
        end
    }

    /// Whether a cell is the beginning of the label at the side of a block.
    fn is_side_piece(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if self.roles[at] != Role::Text || token.shape != Shape::Short || token.text.len() > MAX_LABEL_BYTES {
            return false;
        }
        let piece = key(token.text);
        let block = |field| matches!(field, Field::FundsBlock | Field::GoalsBlock | Field::IndicatorsBlock);
        !piece.is_empty() && self.lexicon.of(None, block).any(|pattern| pattern.key.starts_with(&piece))
    }

    /// A cell that is no head. Returns the next one.
    fn take(&mut self, at: usize) -> usize {
        let end = self.label_end(at);
        let token = &self.tokens[at];
        match self.roles[at] {
            Role::Source if self.region == Region::Indicators => {}
            Role::Source => self.start(at),
            Role::Title => {
                self.start(at);
                self.region = Region::Lead;
            }
            // `立项依据` is a field of declarations, and of the tree behind `决策`.
            Role::Opens if self.region == Region::Indicators && self.open_branch => {}
            Role::Side | Role::Opens => {
                self.start(at);
                self.region = match self.region {
                    Region::Lead => Region::Fields,
                    Region::Goals | Region::Indicators => Region::Closing,
                    other => other,
                };
            }
            Role::Branch { first, second } => {
                // The second of two labels of the tree stays with the first.
                let stays = self.open_branch && second;
                if !stays {
                    self.start(at);
                }
                self.open_branch = first && !stays;
                return end;
            }
            _ if self.lexicon.leads(token.text) => self.start(at),
            Role::Text if self.region == Region::Lead => {
                self.start(at);
                if self.is_damaged(at, |field| matches!(field, Field::Header(_))) {
                    self.region = Region::Fields;
                }
            }
            Role::Text if self.region == Region::Fields || self.region == Region::Closing => {
                // A value follows its label; a second label in a row does not start one.
                let is_first = self.starts.last().is_some_and(|&line| line + 1 < at);
                if is_first && self.is_damaged(at, |field| matches!(field, Field::Header(_) | Field::Conclusion(_))) {
                    self.start(at);
                }
            }
            Role::Text if self.region == Region::Funds && self.starts_source(at) => self.start(at),
            _ => {}
        }
        if !matches!(token.shape, Shape::Junk) {
            self.open_branch = false;
        }
        end
    }

    /// Whether a text among amounts is the label of the next source, or its beginning: of the texts between two runs of numbers
    /// the one from which on they read most like a label, the first of them if none does.
    fn starts_source(&self, at: usize) -> bool {
        let is_amount = |at: usize| self.tokens[at].shape.number().is_some() || self.tokens[at].shape == Shape::Dash;
        let is_text = |at: usize| self.roles[at] == Role::Text && !is_amount(at);
        let Some(&line) = self.starts.last() else { return false };
        if self.tokens[at].shape != Shape::Short || !(line..at).any(is_amount) {
            return false;
        }
        let first = (line..at).rposition(|before| !is_text(before)).map_or(line, |before| line + before + 1);
        let end = (at..self.tokens.len()).find(|&next| !is_text(next)).unwrap_or(self.tokens.len());
        // A sound label, or a head, ends the run: what stands before it is a remark.
        if end == self.tokens.len() || !is_amount(end) {
            return self.is_side_piece(at) && end == at + 1;
        }
        let label_from = (first..end).find(|&from| {
            let text: String = (from..end).map(|piece| self.tokens[piece].text).collect();
            let source = |field| matches!(field, Field::FundRow(_)).then_some(());
            text.len() <= 2 * MAX_LABEL_BYTES && self.lexicon.nearest(&text, TOLERANCE, None, source).is_some()
        });
        label_from.unwrap_or(first) == at
    }
}
