//! A straight page to what is printed on it: rulings, then the lines of each cell and of the rest, then their characters.

use jixiao_ocr::{Gray as LineImage, Reading};

use super::{
    LineReader,
    blobs::{self, Blob},
    dust,
    lines::{self, LineBox},
    marks, paper,
    raster::Gray,
    rulings::{self, Strokes},
    straight::Straight,
};
use crate::table::{
    self,
    ink::{Direction, Edges, Glyph, PageInk, Ruling, Run},
};

/// White around the ink of a line, in sizes: an eighth of the height of the whole, as the recogniser was trained on.
const MARGIN: f32 = 0.17;

/// Lower lines (of figures, of dashes) get white up to this height, in sizes, so that their characters have their usual size.
const LEAST_HEIGHT: f32 = 1.0;

/// A column of characters set one below the other is this wide at most, in sizes.
const ONE_CHARACTER: f32 = 1.35;

/// Coloured ink on this part of a line, in hundredths, makes it less certain: the edge of a seal that just touches it.
const SEALED: usize = 3;

/// Most that a line under a seal is certain, in hundredths.
const UNDER_A_SEAL: u8 = 89;

/// A page with more ink than this, in hundredths of its area, is a photograph, or black: the densest forms have some 15.
const MOST_INK: usize = 30;

/// What is printed on a page, and how well it could be read.
pub(super) struct PageReading {
    /// Places are those of the straight page.
    pub(super) ink: PageInk,
    /// The mean certainty of its characters, 0 to 1; `None` where there are none.
    pub(super) certainty: Option<f32>,
    /// Readings of lines that stand alone in the middle of these boxes of the straight page, in points.
    pub(super) lines: Vec<(Edges, Reading)>,
}

/// Reads a page.
pub(super) fn read(page: &Straight, reader: &dyn LineReader) -> PageReading {
    let ink = paper::ink(&page.gray, paper::threshold(&page.gray));
    if ink.pixels.iter().map(|v| usize::from(*v)).sum::<usize>() * 100 > ink.pixels.len() * MOST_INK {
        return PageReading { ink: PageInk::default(), certainty: None, lines: Vec::new() };
    }
    let faint = paper::ink(&page.gray, paper::faint_threshold(&page.gray));
    let strokes = rulings::find(&ink, &faint, &page.gray, page.mm);
    let mut text = page.gray.clone();
    rulings::erase(&strokes, &mut text);
    let scale = page.scale();
    let mut out = PageInk {
        width: page.gray.width as f32 * scale,
        height: page.gray.height as f32 * scale,
        rulings: in_points(&strokes, scale),
        ..PageInk::default()
    };
    let ink = paper::ink(&text, paper::threshold(&text));
    let blobs = blobs::find(&ink);
    let usual = blobs::usual_size(&blobs, page.mm);
    let places = places(&blobs, usual, &out, page);
    dust::remove(&blobs, &places, usual, &mut text);
    let mut images = Vec::new();
    let tasks: Vec<Task> = places.iter().flat_map(|place| tasks(place, &text, page.mm, &mut images)).collect();
    let mut readings = reader.read(&images);
    let (mut sum, mut n) = (0.0, 0);
    for task in &tasks {
        match task {
            Task::Mark { line, mark } => emit(&mut out, line, scale, &[(*mark, line.edges[0], line.edges[2])], 100),
            Task::Text { line, image, left } => {
                let Some(reading) = readings.get(*image) else { continue };
                sum += reading.chars.iter().map(|c| c.confidence).sum::<f32>();
                n += reading.chars.len();
                let chars: Vec<_> = reading.chars.iter().map(|c| (c.char, left + c.x0, left + c.x1)).collect();
                emit(&mut out, line, scale, &chars, certainty(reading, line, page));
            }
            Task::Column { lines, image, pitch } => {
                let Some(reading) = readings.get(*image) else { continue };
                sum += reading.chars.iter().map(|c| c.confidence).sum::<f32>();
                n += reading.chars.len();
                for (i, line) in lines.iter().enumerate() {
                    let last = i + 1 == lines.len();
                    let here = reading.chars.iter().filter(|c| {
                        let cell = (((c.x0 + c.x1) / 2.0 / pitch) as usize).min(lines.len() - 1);
                        cell == i || (last && cell > i)
                    });
                    let chars: Vec<_> = here.map(|c| (c.char, line.edges[0], line.edges[2])).collect();
                    emit(&mut out, line, scale, &chars, certainty(reading, line, page));
                }
            }
        }
    }
    let taken = tasks.iter().filter_map(|task| match task {
        Task::Text { line, image, .. } => Some((line.edges.map(|v| v * scale), std::mem::take(readings.get_mut(*image)?))),
        _ => None,
    });
    PageReading { lines: taken.collect(), ink: out, certainty: (n > 0).then(|| sum / n as f32) }
}

fn in_points(strokes: &Strokes, scale: f32) -> Vec<Ruling> {
    let rulings = |strokes: &[rulings::Stroke], horizontal: bool| -> Vec<Ruling> {
        let pieces = strokes.iter().flat_map(|s| s.drawn.iter().map(move |(from, to)| (s, *from, *to)));
        pieces
            .map(|(s, from, to)| Ruling {
                horizontal,
                at: s.at((from + to) / 2.0) * scale,
                from: from * scale,
                to: to * scale,
                width: s.width * scale,
            })
            .collect()
    };
    [rulings(&strokes.horizontal, true), rulings(&strokes.vertical, false)].concat()
}

/// The lines of each cell, and of what is in none.
fn places(blobs: &[Blob], usual: f32, ink: &PageInk, page: &Straight) -> Vec<Vec<LineBox>> {
    let cells = table::Cells::new(&ink.rulings);
    let mut by_cell: Vec<Vec<&Blob>> = vec![Vec::new(); cells.len() + 1];
    for blob in blobs {
        let [x, y] = blob.middle().map(|v| v * page.scale());
        by_cell[cells.at(x, y).unwrap_or(cells.len())].push(blob);
    }
    by_cell.iter().map(|blobs| lines::lines(blobs, usual)).collect()
}

/// What is to be read at once, and where its characters go.
enum Task {
    /// A sign that its shape tells.
    Mark { line: LineBox, mark: char },
    /// A line; its image starts at this column of the page.
    Text { line: LineBox, image: usize, left: f32 },
    /// Characters set one below the other, read as a line in which each has this width.
    Column { lines: Vec<LineBox>, image: usize, pitch: f32 },
}

fn tasks(lines: &[LineBox], text: &Gray, mm: f32, images: &mut Vec<LineImage>) -> Vec<Task> {
    let mut tasks = Vec::new();
    let is_one =
        |l: &LineBox| l.width() <= ONE_CHARACTER * l.size && l.height() >= 0.5 * l.size && l.height() <= ONE_CHARACTER * l.size;
    let mut rest = lines;
    while let Some(line) = rest.first() {
        let below_another = |w: &[LineBox]| (w[0].edges[0] - w[1].edges[0]).abs() < 0.8 * w[0].size && is_one(&w[1]);
        let n = if is_one(line) { 1 + rest.windows(2).take_while(|w| below_another(w)).count() } else { 1 };
        let (column, after) = rest.split_at(n);
        rest = after;
        if n > 1 {
            let pitch = (column.iter().map(|l| l.size.max(l.width())).fold(0.0, f32::max) * 1.1).ceil();
            images.push(side_by_side(text, column, pitch));
            tasks.push(Task::Column { lines: column.to_vec(), image: images.len() - 1, pitch });
        } else if let Some(mark) = marks::lone(line, mm) {
            tasks.push(Task::Mark { line: line.clone(), mark });
        } else {
            let [x0, y0, x1, y1] = frame(line);
            images.push(cut(text, [x0, y0, x1, y1], [y0, y1]));
            tasks.push(Task::Text { line: line.clone(), image: images.len() - 1, left: x0 });
        }
    }
    tasks
}

/// The part of the page to show the recogniser: the ink with some white around it, without ink of other lines.
fn frame(line: &LineBox) -> Edges {
    let [x0, y0, x1, y1] = line.edges;
    let margin = MARGIN * line.size;
    let spare = ((LEAST_HEIGHT * line.size - line.height()) / 2.0).max(0.0);
    let [above, below] = line.room;
    let top = (y0 - margin - spare).max(above.min(y0));
    let bottom = (y1 + margin + spare).min(below.max(y1));
    [(x0 - margin).floor(), top.floor(), (x1 + margin).ceil(), bottom.ceil()]
}

/// Cuts a box out of the page; what is outside the page, or outside the rows `kept`, is paper.
fn cut(page: &Gray, [x0, y0, x1, y1]: Edges, kept: [f32; 2]) -> LineImage {
    let (width, height) = ((x1 - x0).max(1.0) as u32, (y1 - y0).max(1.0) as u32);
    let mut image = LineImage::filled(width, height, 255);
    let (left, top) = (x0 as i64, y0 as i64);
    for row in 0..height as usize {
        let y = top + row as i64;
        if y < kept[0] as i64 || y >= kept[1] as i64 || y < 0 || y >= page.height as i64 {
            continue;
        }
        let from = left.clamp(0, page.width as i64) as usize;
        let to = (left + i64::from(width)).clamp(0, page.width as i64) as usize;
        if from < to {
            let start = row * width as usize + (from as i64 - left) as usize;
            image.pixels[start..start + (to - from)].copy_from_slice(&page.row(y as usize)[from..to]);
        }
    }
    image
}

/// Characters that stand below one another, side by side.
fn side_by_side(page: &Gray, column: &[LineBox], pitch: f32) -> LineImage {
    let height = column.iter().map(LineBox::height).fold(0.0, f32::max).max(pitch / 1.1) * (1.0 + 2.0 * MARGIN);
    let mut image = LineImage::filled(pitch as u32 * column.len() as u32, height.ceil() as u32, 255);
    for (i, line) in column.iter().enumerate() {
        let [x0, y0, x1, y1] = line.edges;
        let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        let area =
            [(x - pitch / 2.0).floor(), (y - height / 2.0).floor(), (x - pitch / 2.0).floor() + pitch, (y + height / 2.0).ceil()];
        let part = cut(page, area, [y0 - 1.0, y1 + 1.0]);
        let rows = image.height.min(part.height) as usize;
        for row in 0..rows {
            let start = row * image.width as usize + i * pitch as usize;
            image.pixels[start..start + part.width as usize].copy_from_slice(part.row(row as u32));
        }
    }
    image
}

/// How sure a line is, in hundredths.
fn certainty(reading: &Reading, line: &LineBox, page: &Straight) -> u8 {
    let sure = (reading.confidence.clamp(0.0, 1.0) * 100.0) as u8;
    if page.tinted(line.edges) >= SEALED { sure.min(UNDER_A_SEAL) } else { sure }
}

/// Adds characters with their left and right edges, in pixels, as one run.
fn emit(ink: &mut PageInk, line: &LineBox, scale: f32, chars: &[(char, f32, f32)], confidence: u8) {
    let first = ink.glyphs.len() as u32;
    let [x0, y0, x1, y1] = line.edges;
    for (i, (char, from, to)) in chars.iter().enumerate() {
        let start = ink.text.len() as u32;
        ink.text.push(*char);
        // The ink says more exactly than the recogniser where a line starts and ends.
        let from = if i == 0 { x0 } else { from.clamp(x0, x1) };
        let to = if i + 1 == chars.len() { x1 } else { to.clamp(x0, x1) };
        let edges = [from, y0, to.max(from), y1].map(|v| v * scale);
        ink.glyphs.push(Glyph { edges, start, len: char.len_utf8() as u16, confidence });
    }
    if chars.is_empty() {
        return;
    }
    // Figures are lower than characters: what they share is the middle.
    let baseline = (y0 + y1) / 2.0 + 0.35 * line.size;
    ink.runs.push(Run {
        glyphs: first..ink.glyphs.len() as u32,
        origin: [x0 * scale, baseline * scale],
        size: line.size * scale,
        direction: Direction::Right,
        vertical: false,
        invisible: false,
    });
}
