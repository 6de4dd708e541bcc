//! The alignment of a row's tokens to the columns of its block.
//!
//! Tokens come left to right, and so do columns; a column takes no token, one, or several adjacent ones. Every way to read the row
//! has a cost: how badly each token fits what its column holds, how far it stands from its column's header, and what the
//! columns that stay empty should have held. The cheapest way is found by dynamic programming over (token, column, shift), where the
//! shift is how many grid columns the rest of the row has moved. The difference to the cheapest way that puts a
//! token elsewhere is the token's margin: the doubt about it.

/// Cost of what cannot be.
pub(crate) const NEVER: i32 = 10_000;

/// More than any way costs, with room to add to it. A limit on the cells of a row keeps every way below.
const INFINITE: i32 = i32::MAX / 4;

/// Cost per grid column between a token and its header.
const DISTANCE: i32 = 3;
/// Distances beyond this many columns cost no more.
const FAR: i32 = 4;
/// Cost of starting, or going on, one column further moved than before.
const SHIFT: i32 = 4;
/// The furthest move of a row against its header, in columns.
const MAX_SHIFT: i32 = 2;
const SHIFTS: usize = 2 * MAX_SHIFT as usize + 1;

/// A column as the alignment sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Grid columns under its header, first and past the last; `None` where the header is lost.
    pub(crate) span: Option<(u32, u32)>,
    /// Cost of leaving it empty.
    pub(crate) empty: i32,
    /// Cost of a second and each further token; [`NEVER`] for columns that hold one number.
    pub(crate) join: i32,
}

/// How a row reads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alignment {
    /// The column of each token; `None` for what belongs to no column.
    pub(crate) slot_of: Vec<Option<usize>>,
    /// How much worse the best reading is that puts the token elsewhere.
    pub(crate) margin: Vec<i32>,
    /// Cost of the reading.
    pub(crate) cost: i32,
    /// Some token stands in another grid column than its header.
    pub(crate) shifted: bool,
}

/// Aligns tokens, given by their grid columns (first, past the last), to `slots`. `fit` is the cost of a token in a slot, `stray` that
/// of a token in none, `join` what it costs beyond the column's own cost to add a token to others.
pub(crate) fn align(
    tokens: &[(u32, u32)],
    slots: &[Slot],
    fit: impl Fn(usize, usize) -> i32,
    stray: impl Fn(usize) -> i32,
    join: impl Fn(usize) -> i32,
) -> Alignment {
    let lattice = Lattice::new(tokens, slots, fit, stray, join);
    lattice.solve()
}

/// What a token of a cycle is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// `None` for what belongs to no column.
    pub(crate) slot: Option<usize>,
    /// It is the first of its row.
    pub(crate) starts: bool,
}

/// Aligns tokens without rows or places to `slots`, over and over: how each is read, and the cost of the reading.
///
/// A token goes to a later slot of the row, joins the slot of the one before, starts the next row, or belongs nowhere. `fit` is the cost of
/// a token in a slot, `stray` that of a token in none; the first `labels` slots may be a row by themselves.
pub(crate) fn cycle(
    count: usize,
    slots: &[Slot],
    labels: usize,
    fit: impl Fn(usize, usize) -> i32,
    stray: impl Fn(usize) -> i32,
) -> (Vec<Step>, i32) {
    /// Cost of a row: of two readings the one with fewer rows is simpler.
    const ROW: i32 = 1;
    /// Cost of a row that has nothing but labels.
    const LABELS_ONLY: i32 = 8;
    let skipped: Vec<i32> = std::iter::once(0)
        .chain(slots.iter().scan(0, |sum, slot| {
            *sum += slot.empty;
            Some(*sum)
        }))
        .collect();
    let all = skipped[slots.len()];
    // Cost of ending a row after each slot.
    let rest: Vec<i32> = (0..slots.len())
        .map(|slot| if slot < labels { LABELS_ONLY.min(all - skipped[slot + 1]) } else { all - skipped[slot + 1] })
        .collect();
    // The last state is that of no row yet.
    let none = slots.len();
    let mut best = vec![INFINITE; slots.len() + 1];
    best[none] = 0;
    let mut steps: Vec<(usize, Step)> = Vec::with_capacity(count * (slots.len() + 1));
    for token in 0..count {
        let mut next = vec![INFINITE; slots.len() + 1];
        for (to, next) in next.iter_mut().enumerate() {
            // A token that belongs nowhere leaves the row as it is.
            let mut step = (to, Step { slot: None, starts: false });
            *next = best[to].saturating_add(stray(token)).min(INFINITE);
            if to < none {
                let own = fit(token, to);
                for (from, &cost) in best.iter().enumerate() {
                    let starts = if from == none { cost } else { cost + rest[from] } + skipped[to] + ROW + own;
                    let goes_on = match from.cmp(&to) {
                        std::cmp::Ordering::Less => cost + skipped[to] - skipped[from + 1] + own,
                        std::cmp::Ordering::Equal => cost + slots[to].join + own,
                        std::cmp::Ordering::Greater => INFINITE,
                    };
                    for (cost, starts) in [(goes_on, false), (starts, true)] {
                        if cost < *next {
                            (*next, step) = (cost, (from, Step { slot: Some(to), starts }));
                        }
                    }
                }
            }
            steps.push(step);
        }
        best = next;
    }
    let end = |state: usize| if state == none { best[none] } else { best[state].saturating_add(rest[state]) };
    let mut state = (0..=none).min_by_key(|&state| end(state)).unwrap_or(none);
    let total = end(state);
    let mut reading = vec![Step { slot: None, starts: false }; count];
    for token in (0..count).rev() {
        let (from, step) = steps[token * (slots.len() + 1) + state];
        reading[token] = step;
        state = from;
    }
    (reading, total)
}

/// States are (last slot filled, shift); slot 0 means none yet.
struct Lattice<'a> {
    tokens: &'a [(u32, u32)],
    slots: &'a [Slot],
    /// Cost of each token in each slot, without its position.
    fit: Vec<i32>,
    stray: Vec<i32>,
    /// Further cost of each token as a second piece of a column.
    joins: Vec<i32>,
    /// Cost of leaving all slots before this one empty.
    skipped: Vec<i32>,
}

impl<'a> Lattice<'a> {
    fn new(
        tokens: &'a [(u32, u32)],
        slots: &'a [Slot],
        fit: impl Fn(usize, usize) -> i32,
        stray: impl Fn(usize) -> i32,
        join: impl Fn(usize) -> i32,
    ) -> Self {
        let mut skipped = Vec::with_capacity(slots.len() + 1);
        let mut sum = 0;
        skipped.push(0);
        for slot in slots {
            sum += slot.empty;
            skipped.push(sum);
        }
        Lattice {
            tokens,
            slots,
            fit: (0..tokens.len())
                .flat_map(|token| (0..slots.len()).map(move |slot| (token, slot)))
                .map(|(t, s)| fit(t, s))
                .collect(),
            stray: (0..tokens.len()).map(stray).collect(),
            joins: (0..tokens.len()).map(join).collect(),
            skipped,
        }
    }

    fn states(&self) -> usize {
        (self.slots.len() + 1) * SHIFTS
    }

    /// Calls `visit` with each step from a state over a token: next state, slot that takes the token, cost.
    fn steps(&self, token: usize, state: usize, mut visit: impl FnMut(usize, Option<usize>, i32)) {
        let (last, shift) = (state / SHIFTS, state % SHIFTS);
        // A column may go on with this token.
        let first = if last > 0 && self.slots[last - 1].join < NEVER { last } else { last + 1 };
        for next in first..=self.slots.len() {
            let slot = &self.slots[next - 1];
            let fit = self.fit[token * self.slots.len() + next - 1];
            if fit >= NEVER {
                continue;
            }
            let join = if next == last { slot.join + self.joins[token] } else { 0 };
            let skip = if next == last { 0 } else { self.skipped[next - 1] - self.skipped[last] };
            for to in shift.saturating_sub(1)..=(shift + 1).min(SHIFTS - 1) {
                let cost = fit + join + skip + self.position(token, slot, to) + if to == shift { 0 } else { SHIFT };
                visit(next * SHIFTS + to, Some(next - 1), cost);
            }
        }
        visit(state, None, self.stray[token]);
    }

    /// Cost of a token's place under a header, the row being moved by `shift` columns.
    fn position(&self, token: usize, slot: &Slot, shift: usize) -> i32 {
        let Some((from, to)) = slot.span else { return 0 };
        let moved = shift as i32 - MAX_SHIFT;
        let (start, end) = (self.tokens[token].0 as i32 - moved, self.tokens[token].1 as i32 - moved);
        let gap = (from as i32 - end + 1).max(start - to as i32 + 1).max(0);
        DISTANCE * gap.min(FAR)
    }

    fn solve(&self) -> Alignment {
        let count = self.tokens.len();
        let states = self.states();
        let mut forward = vec![INFINITE; (count + 1) * states];
        // Every shift may be the first one; being moved at all has its price.
        for (shift, cost) in forward.iter_mut().enumerate().take(SHIFTS) {
            *cost = SHIFT * (shift as i32 - MAX_SHIFT).abs();
        }
        for token in 0..count {
            for state in 0..states {
                let so_far = forward[token * states + state];
                if so_far < INFINITE {
                    self.steps(token, state, |next, _, cost| {
                        let to = &mut forward[(token + 1) * states + next];
                        *to = (*to).min(so_far + cost);
                    });
                }
            }
        }
        let mut backward = vec![INFINITE; (count + 1) * states];
        for state in 0..states {
            backward[count * states + state] = self.skipped[self.slots.len()] - self.skipped[state / SHIFTS];
        }
        for token in (0..count).rev() {
            for state in 0..states {
                let mut best = INFINITE;
                self.steps(token, state, |next, _, cost| best = best.min(cost + backward[(token + 1) * states + next]));
                backward[token * states + state] = best;
            }
        }
        self.trace(&forward, &backward)
    }

    /// Walks the cheapest way from the left, and takes each token's margin from the ways through its other slots.
    fn trace(&self, forward: &[i32], backward: &[i32]) -> Alignment {
        let states = self.states();
        let (mut state, mut cost) = (0, INFINITE);
        for start in 0..SHIFTS {
            if forward[start] + backward[start] < cost {
                (state, cost) = (start, forward[start] + backward[start]);
            }
        }
        let mut alignment = Alignment {
            slot_of: Vec::with_capacity(self.tokens.len()),
            margin: Vec::with_capacity(self.tokens.len()),
            cost,
            shifted: false,
        };
        for token in 0..self.tokens.len() {
            let remaining = backward[token * states + state];
            let mut chosen = None;
            self.steps(token, state, |next, slot, cost| {
                if chosen.is_none() && cost + backward[(token + 1) * states + next] == remaining {
                    chosen = Some((next, slot));
                }
            });
            let Some((next, slot)) = chosen else { break };
            let mut elsewhere = INFINITE;
            for from in 0..states {
                let so_far = forward[token * states + from];
                if so_far >= INFINITE {
                    continue;
                }
                self.steps(token, from, |to, other, cost| {
                    if other != slot {
                        elsewhere = elsewhere.min(so_far + cost + backward[(token + 1) * states + to]);
                    }
                });
            }
            if let Some(slot) = slot
                && let Some((from, to)) = self.slots[slot].span
            {
                alignment.shifted |= self.tokens[token].1 <= from || self.tokens[token].0 >= to;
            }
            alignment.slot_of.push(slot);
            alignment.margin.push(elsewhere - cost);
            state = next;
        }
        alignment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: Slot = Slot { span: None, empty: 6, join: NEVER };

    fn at(column: u32) -> (u32, u32) {
        (column, column + 1)
    }

    fn under(column: u32, slot: Slot) -> Slot {
        Slot { span: Some(at(column)), ..slot }
    }

    const TEXT: Slot = Slot { span: None, empty: 0, join: 2 };

    #[test]
    fn tokens_under_their_headers_stay_there() {
        let slots = [under(0, TEXT), under(1, NUMBER), under(2, NUMBER)];
        let read = align(&[at(0), at(1), at(2)], &slots, |_, _| 0, |_| 8, |_| 0);
        assert_eq!(read.slot_of, [Some(0), Some(1), Some(2)]);
        assert!(!read.shifted && read.cost == 0);
        assert!(read.margin.iter().all(|&margin| margin > 0));
    }

    #[test]
    fn a_row_that_moved_is_read_by_what_it_holds() {
        // Text, number, number, one column to the right of their headers.
        let slots = [under(0, TEXT), under(1, NUMBER), under(2, NUMBER)];
        let text_first = |token: usize, slot: usize| if (token == 0) == (slot == 0) { 0 } else { 20 };
        let read = align(&[at(1), at(2), at(3)], &slots, text_first, |_| 8, |_| 0);
        assert_eq!(read.slot_of, [Some(0), Some(1), Some(2)]);
        assert!(read.shifted);
    }

    #[test]
    fn pieces_of_a_text_join_and_numbers_never_do() {
        let slots = [under(0, TEXT), under(3, NUMBER)];
        let text_then_number = |token: usize, slot: usize| if (token < 2) == (slot == 0) { 0 } else { 20 };
        let read = align(&[at(0), at(1), at(3)], &slots, text_then_number, |_| 8, |_| 0);
        assert_eq!(read.slot_of, [Some(0), Some(0), Some(1)]);
        let two_numbers = align(&[at(3), at(4)], &[under(3, NUMBER)], |_, _| 0, |_| 8, |_| 0);
        assert_eq!(two_numbers.slot_of, [Some(0), None]);
    }

    #[test]
    fn cells_without_rows_are_cut_where_the_columns_start_again() {
        // A name, a number and at times a remark, three times over.
        let texts = [true, false, true, true, false, true, false];
        let slots = [Slot { span: None, empty: 6, join: 3 }, NUMBER, TEXT];
        let fit = |token: usize, slot: usize| if texts[token] == (slot != 1) { 0 } else { 20 };
        let (read, _) = cycle(texts.len(), &slots, 0, fit, |_| 20);
        let read: Vec<_> = read.into_iter().map(|step| (step.slot.unwrap(), step.starts)).collect();
        assert_eq!(read, [(0, true), (1, false), (2, false), (0, true), (1, false), (0, true), (1, false)]);
    }

    #[test]
    fn a_cell_without_rows_may_belong_nowhere() {
        let slots = [Slot { span: None, empty: 6, join: 3 }, NUMBER];
        let fit = |token: usize, slot: usize| if token == 1 { 20 } else { i32::from((token == 0) != (slot == 0)) * 20 };
        let (read, _) = cycle(3, &slots, 0, fit, |token| if token == 1 { 2 } else { 20 });
        assert_eq!(read.iter().map(|step| step.slot).collect::<Vec<_>>(), [Some(0), None, Some(1)]);
    }

    #[test]
    fn one_number_for_two_columns_without_headers_is_doubtful() {
        let read = align(&[at(0)], &[NUMBER, NUMBER], |_, _| 0, |_| 8, |_| 0);
        assert_eq!(read.margin, [0]);
    }
}
