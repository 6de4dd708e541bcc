//! Pages whose text runs up, down or upside down, turned so that it runs to the right, and places turned back.

use jixiao_model::BBox;

use super::ink::{Direction, Edges, Glyph, PageInk, Ruling, Run, Shade};

/// A page is turned where this part of its glyphs is, in tenths: labels at the side of a table never are that many.
const MOST: usize = 8;

/// The direction that nearly all text of a page has; to the right where there is none such. Vertical writing is not turned.
pub(super) fn main_direction(ink: &PageInk) -> Direction {
    let mut counts = [(Direction::Down, 0), (Direction::Left, 0), (Direction::Up, 0)];
    for run in ink.runs.iter().filter(|run| !run.vertical) {
        if let Some((_, count)) = counts.iter_mut().find(|(direction, _)| *direction == run.direction) {
            *count += run.glyphs.len();
        }
    }
    counts
        .into_iter()
        .find(|(_, count)| count * 10 >= ink.glyphs.len() * MOST && *count > 0)
        .map_or(Direction::Right, |(direction, _)| direction)
}

/// The page turned so that text of `direction` runs to the right.
pub(super) fn upright(ink: &PageInk, direction: Direction) -> PageInk {
    let point = |[x, y]: [f32; 2]| match direction {
        Direction::Down => [y, ink.width - x],
        Direction::Left => [ink.width - x, ink.height - y],
        Direction::Up => [ink.height - y, x],
        Direction::Right | Direction::Slanted => [x, y],
    };
    let area = |[x0, y0, x1, y1]: Edges| sorted(point([x0, y0]), point([x1, y1]));
    let sideways = matches!(direction, Direction::Down | Direction::Up);
    let turned = |d: Direction| turned(d, direction);
    let ruling = |r: &Ruling| {
        let ends = if r.horizontal { [r.from, r.at, r.to, r.at] } else { [r.at, r.from, r.at, r.to] };
        let [x0, y0, x1, y1] = area(ends);
        let horizontal = r.horizontal != sideways;
        let (at, from, to) = if horizontal { (y0, x0, x1) } else { (x0, y0, y1) };
        Ruling { horizontal, at, from, to, width: r.width }
    };
    PageInk {
        width: if sideways { ink.height } else { ink.width },
        height: if sideways { ink.width } else { ink.height },
        text: ink.text.clone(),
        glyphs: ink.glyphs.iter().map(|g| Glyph { edges: area(g.edges), ..*g }).collect(),
        runs: ink.runs.iter().map(|r| Run { origin: point(r.origin), direction: turned(r.direction), ..r.clone() }).collect(),
        rulings: ink.rulings.iter().map(ruling).collect(),
        fills: ink.fills.iter().map(|f| Shade { edges: area(f.edges), ..*f }).collect(),
        gaps: ink.gaps.iter().map(ruling).collect(),
        seams: ink.seams.iter().map(ruling).collect(),
    }
}

/// A box of the upright page on the page as it was, `width` by `height`.
pub(super) fn back(bbox: BBox, [width, height]: [f32; 2], direction: Direction) -> BBox {
    let point = |[x, y]: [f32; 2]| match direction {
        Direction::Down => [width - y, x],
        Direction::Left => [width - x, height - y],
        Direction::Up => [y, height - x],
        Direction::Right | Direction::Slanted => [x, y],
    };
    let [x0, y0, x1, y1] = bbox.edges();
    let [x0, y0, x1, y1] = sorted(point([x0, y0]), point([x1, y1]));
    BBox::new(x0, y0, x1, y1)
}

/// What becomes of a direction where `main` becomes right.
fn turned(direction: Direction, main: Direction) -> Direction {
    const CLOCKWISE: [Direction; 4] = [Direction::Right, Direction::Down, Direction::Left, Direction::Up];
    let quarters = |d: Direction| CLOCKWISE.iter().position(|c| *c == d);
    match (quarters(direction), quarters(main)) {
        (Some(from), Some(by)) => CLOCKWISE[(from + 4 - by) % 4],
        _ => direction,
    }
}

fn sorted([x0, y0]: [f32; 2], [x1, y1]: [f32; 2]) -> Edges {
    [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_where_they_were() {
        let ink = PageInk { width: 600.0, height: 800.0, ..PageInk::default() };
        let edges = [10.0, 20.0, 40.0, 90.0];
        for direction in [Direction::Down, Direction::Left, Direction::Up] {
            let page = PageInk { fills: vec![Shade { edges, tone: 0 }], ..ink.clone() };
            let [x0, y0, x1, y1] = upright(&page, direction).fills[0].edges;
            assert_eq!(back(BBox::new(x0, y0, x1, y1), [ink.width, ink.height], direction).edges(), edges, "{direction:?}");
        }
    }

    #[test]
    fn text_that_runs_up_becomes_text_that_runs_right() {
        // On a page 600 wide and 800 high, a line that starts near the bottom left and runs up stands at the top left when turned.
        let run =
            Run { glyphs: 0..1, origin: [50.0, 780.0], size: 10.0, direction: Direction::Up, vertical: false, invisible: false };
        let glyph = Glyph { edges: [40.0, 770.0, 50.0, 780.0], start: 0, len: 3, confidence: 100 };
        let page = PageInk {
            width: 600.0,
            height: 800.0,
            text: "中".to_owned(),
            glyphs: vec![glyph],
            runs: vec![run],
            ..PageInk::default()
        };
        assert_eq!(main_direction(&page), Direction::Up);
        let turned = upright(&page, Direction::Up);
        assert_eq!((turned.runs[0].direction, turned.runs[0].origin), (Direction::Right, [20.0, 50.0]));
        assert_eq!(turned.glyphs[0].edges, [20.0, 40.0, 30.0, 50.0]);
    }
}
