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

/// What a way costs at each shift.
type Costs = [i32; SHIFTS];

/// No way.
const NOWHERE: Costs = [INFINITE; SHIFTS];

/// Adds to what can be.
fn plus(costs: Costs, cost: i32) -> Costs {
    costs.map(|so_far| if so_far < INFINITE { so_far + cost } else { INFINITE })
}

fn least(a: Costs, b: Costs) -> Costs {
    std::array::from_fn(|shift| a[shift].min(b[shift]))
}

/// The cheapest way to, or from, each shift when the row may move by one column in between.
fn moved(costs: Costs) -> Costs {
    std::array::from_fn(|shift| {
        let beside = if shift > 0 { costs[shift - 1] } else { INFINITE }.min(*costs.get(shift + 1).unwrap_or(&INFINITE));
        costs[shift].min(beside.saturating_add(SHIFT)).min(INFINITE)
    })
}

/// States are (last slot filled, shift); slot 0 means none yet, so that slot `n` is the column `n - 1`.
struct Lattice<'a> {
    tokens: &'a [(u32, u32)],
    slots: &'a [Slot],
    /// Cost of each token in each column at each shift.
    fit: Vec<Costs>,
    stray: Vec<i32>,
    /// Further cost of each token as a second piece of a column.
    joins: Vec<i32>,
    /// Cost of leaving all columns before this one empty.
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
        let mut fits = Vec::with_capacity(tokens.len() * slots.len());
        for (token, &place) in tokens.iter().enumerate() {
            for (index, slot) in slots.iter().enumerate() {
                let fit = fit(token, index);
                let at = |shift| if fit < NEVER { fit + position(place, slot, shift) } else { INFINITE };
                fits.push(std::array::from_fn(at));
            }
        }
        Lattice {
            tokens,
            slots,
            fit: fits,
            stray: (0..tokens.len()).map(stray).collect(),
            joins: (0..tokens.len()).map(join).collect(),
            skipped,
        }
    }

    /// Cost of a token in a slot at each shift.
    fn fit(&self, token: usize, slot: usize) -> Costs {
        self.fit[token * self.slots.len() + slot - 1]
    }

    /// Cost of adding a token to what the slot holds.
    fn join(&self, token: usize, slot: usize) -> Option<i32> {
        let join = self.slots[slot.checked_sub(1)?].join;
        (join < NEVER).then(|| join + self.joins[token])
    }

    /// Where the costs of a token's states begin: those of the states before it, and behind the last.
    fn row(&self, token: usize) -> usize {
        token * (self.slots.len() + 1)
    }

    fn solve(&self) -> Alignment {
        let (forward, taken) = self.forward();
        let backward = self.backward();
        self.trace(&forward, &taken, &backward)
    }

    /// The cheapest ways to each state before each token, and those of them that put the token before into the slot.
    fn forward(&self) -> (Vec<Costs>, Vec<Costs>) {
        let (count, n_slots) = (self.tokens.len(), self.slots.len());
        let mut forward = vec![NOWHERE; self.row(count + 1)];
        let mut taken = vec![NOWHERE; self.row(count + 1)];
        // Every shift may be the first one; being moved at all has its price.
        forward[0] = std::array::from_fn(|shift| SHIFT * (shift as i32 - MAX_SHIFT).abs());
        for token in 0..count {
            let (row, next_row) = (self.row(token), self.row(token + 1));
            // The cheapest way to any slot before, less the columns skipped up to there.
            let mut before = NOWHERE;
            for slot in 0..=n_slots {
                let so_far = forward[row + slot];
                let mut reach = NOWHERE;
                if slot > 0 {
                    let joined = self.join(token, slot).map_or(NOWHERE, |join| plus(so_far, join));
                    let ways = moved(least(plus(before, self.skipped[slot - 1]), joined));
                    let fit = self.fit(token, slot);
                    reach = std::array::from_fn(|shift| (ways[shift] + fit[shift]).min(INFINITE));
                    taken[next_row + slot] = reach;
                }
                forward[next_row + slot] = least(reach, plus(so_far, self.stray[token]));
                before = least(before, plus(so_far, -self.skipped[slot]));
            }
        }
        (forward, taken)
    }

    /// The cheapest ways from each state before each token to the end.
    fn backward(&self) -> Vec<Costs> {
        let (count, n_slots) = (self.tokens.len(), self.slots.len());
        let mut backward = vec![NOWHERE; self.row(count + 1)];
        let end = self.row(count);
        for slot in 0..=n_slots {
            backward[end + slot] = [self.skipped[n_slots] - self.skipped[slot]; SHIFTS];
        }
        for token in (0..count).rev() {
            let (row, next_row) = (self.row(token), self.row(token + 1));
            // The cheapest way through any slot behind, with the columns skipped from the first one on.
            let mut behind = NOWHERE;
            for slot in (0..=n_slots).rev() {
                let onwards = backward[next_row + slot];
                let mut best = least(plus(onwards, self.stray[token]), plus(behind, -self.skipped[slot]));
                if slot > 0 {
                    let fit = self.fit(token, slot);
                    let through = moved(std::array::from_fn(|shift| (fit[shift] + onwards[shift]).min(INFINITE)));
                    if let Some(join) = self.join(token, slot) {
                        best = least(best, plus(through, join));
                    }
                    behind = least(behind, plus(through, self.skipped[slot - 1]));
                }
                backward[row + slot] = best;
            }
        }
        backward
    }

    /// Walks the cheapest way from the left, and takes each token's margin from the ways through its other slots.
    fn trace(&self, forward: &[Costs], taken: &[Costs], backward: &[Costs]) -> Alignment {
        let n_slots = self.slots.len();
        let (mut slot, mut shift, mut cost) = (0, 0, INFINITE);
        for (start, (so_far, rest)) in forward[0].iter().zip(backward[0]).enumerate() {
            if so_far + rest < cost {
                (shift, cost) = (start, so_far + rest);
            }
        }
        let mut alignment = Alignment {
            slot_of: Vec::with_capacity(self.tokens.len()),
            margin: Vec::with_capacity(self.tokens.len()),
            cost,
            shifted: false,
        };
        let cheapest = |way: &Costs, rest: &Costs| way.iter().zip(rest).map(|(way, rest)| way.saturating_add(*rest)).min();
        for token in 0..self.tokens.len() {
            let (row, next_row) = (self.row(token), self.row(token + 1));
            let rest = &backward[next_row..=next_row + n_slots];
            let next = self.next(token, (slot, shift), backward[row + slot][shift], rest);
            let mut elsewhere = INFINITE;
            for other in 1..=n_slots {
                if next.is_none_or(|(chosen, _)| chosen != other) {
                    elsewhere = elsewhere.min(cheapest(&taken[next_row + other], &rest[other]).unwrap_or(INFINITE));
                }
            }
            if next.is_some() {
                for (so_far, rest) in forward[row..].iter().zip(rest) {
                    let stray = cheapest(&plus(*so_far, self.stray[token]), rest);
                    elsewhere = elsewhere.min(stray.unwrap_or(INFINITE));
                }
            }
            if let Some((chosen, _)) = next
                && let Some((from, to)) = self.slots[chosen - 1].span
            {
                alignment.shifted |= self.tokens[token].1 <= from || self.tokens[token].0 >= to;
            }
            alignment.slot_of.push(next.map(|(chosen, _)| chosen - 1));
            alignment.margin.push(elsewhere - cost);
            (slot, shift) = next.unwrap_or((slot, shift));
        }
        alignment
    }

    /// The slot and shift to which the cheapest way goes over a token, its cost from here being `remaining`; `None` where the token belongs
    /// to no column. Of equal ways the one to the leftmost column.
    fn next(&self, token: usize, from: (usize, usize), remaining: i32, rest: &[Costs]) -> Option<(usize, usize)> {
        let (last, shift) = from;
        for (slot, onwards) in rest.iter().enumerate().skip(last) {
            let before = if slot == last {
                let Some(join) = self.join(token, slot) else { continue };
                join
            } else {
                self.skipped[slot - 1] - self.skipped[last]
            };
            let fit = self.fit(token, slot);
            for to in shift.saturating_sub(1)..=(shift + 1).min(SHIFTS - 1) {
                let cost = before + if to == shift { 0 } else { SHIFT };
                if fit[to] < INFINITE && cost + fit[to] + onwards[to] == remaining {
                    return Some((slot, to));
                }
            }
        }
        None
    }
}

/// Cost of a token's place under a header, the row being moved by `shift` columns.
fn position(token: (u32, u32), slot: &Slot, shift: usize) -> i32 {
    let Some((from, to)) = slot.span else { return 0 };
    let moved = shift as i32 - MAX_SHIFT;
    let (start, end) = (token.0 as i32 - moved, token.1 as i32 - moved);
    let gap = (from as i32 - end + 1).max(start - to as i32 + 1).max(0);
    DISTANCE * gap.min(FAR)
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

    /// Every way to read a row: the slot of each token, and its cost.
    fn every_way(
        tokens: &[(u32, u32)],
        slots: &[Slot],
        fit: impl Fn(usize, usize) -> i32,
        stray: i32,
    ) -> Vec<(Vec<Option<usize>>, i32)> {
        let mut ways: Vec<(Vec<Option<usize>>, i32, usize, usize)> =
            (0..SHIFTS).map(|shift| (Vec::new(), SHIFT * (shift as i32 - MAX_SHIFT).abs(), 0, shift)).collect();
        for (token, place) in tokens.iter().enumerate() {
            let mut longer = Vec::new();
            for (way, cost, free, shift) in ways {
                let with = |slot| way.iter().copied().chain([slot]).collect::<Vec<_>>();
                longer.push((with(None), cost + stray, free, shift));
                for slot in free.saturating_sub(1)..slots.len() {
                    let before = if slot < free { slots[slot].join } else { slots[free..slot].iter().map(|slot| slot.empty).sum() };
                    let fit = fit(token, slot);
                    if fit >= NEVER || before >= NEVER {
                        continue;
                    }
                    for to in (0..SHIFTS).filter(|to| to.abs_diff(shift) <= 1) {
                        let moved = if to == shift { 0 } else { SHIFT };
                        longer.push((
                            with(Some(slot)),
                            cost + before + fit + moved + position(*place, &slots[slot], to),
                            slot + 1,
                            to,
                        ));
                    }
                }
            }
            ways = longer;
        }
        let rest = |free: usize| slots[free..].iter().map(|slot| slot.empty).sum::<i32>();
        ways.into_iter().map(|(way, cost, free, _)| (way, cost + rest(free))).collect()
    }

    #[test]
    fn no_way_is_cheaper_and_margins_are_those_of_all_ways() {
        let mut state = 1u32;
        let mut chance = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below
        };
        for _ in 0..60 {
            let slots: Vec<Slot> = (0..3)
                .map(|column| Slot {
                    span: (chance(4) > 0).then(|| at(column)),
                    empty: chance(7) as i32,
                    join: if chance(2) == 0 { NEVER } else { chance(5) as i32 },
                })
                .collect();
            let tokens: Vec<(u32, u32)> = (0..3).map(|token| at(token + chance(3))).collect();
            let fits: Vec<i32> = (0..9).map(|_| if chance(5) == 0 { NEVER } else { chance(20) as i32 }).collect();
            let fit = |token: usize, slot: usize| fits[token * 3 + slot];
            let read = align(&tokens, &slots, fit, |_| 8, |_| 0);
            let ways = every_way(&tokens, &slots, fit, 8);
            let cheapest = |wanted: &dyn Fn(&[Option<usize>]) -> bool| {
                ways.iter().filter(|(way, _)| wanted(way)).map(|(_, cost)| *cost).min().unwrap_or(INFINITE)
            };
            assert_eq!(read.cost, cheapest(&|_| true));
            assert_eq!(read.cost, cheapest(&|way| way == read.slot_of));
            for token in 0..3 {
                let elsewhere = cheapest(&|way| way[token] != read.slot_of[token]);
                assert_eq!(read.margin[token], elsewhere - read.cost);
            }
        }
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
