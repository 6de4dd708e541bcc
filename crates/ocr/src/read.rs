//! Line images to text.

use std::collections::BTreeMap;

use rten_tensor::NdTensor;

use crate::{
    Gray, Lattice, Models, cascade,
    confidence::{Calibration, calibrated},
    dictionary::Dictionary,
    models::RecogniserNetwork,
    resize::resample,
};

/// Rows of the network's input.
const HEIGHT: usize = 48;
/// The network's steps are this many columns apart.
const STEP: usize = 8;
/// Widths are rounded up to a multiple of this, so that a line's width alone decides what the network sees, and lines of like width go
/// together.
const WIDTH_UNIT: usize = 32;
/// The least width of the network's input. Training padded all lines to 320, but short numbers are read as well without: of 3,000 on clean
/// and office scans, all were right (scripts/ocr-calibration).
const LEAST_WIDTH: usize = 96;
/// The largest width of the network's input, the length of some sixty characters; a longer line is cut at its whitest place.
const LARGEST_WIDTH: usize = 2400;
/// Columns of all lines of a batch together: more makes nothing faster, only the memory grows.
const BATCH_COLUMNS: usize = 1280;

/// How to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadConfig {
    /// How much time a line is worth.
    pub effort: Effort,
}

/// How much time a line is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// The accurate network reads every line.
    Thorough,
    /// A small network reads every line, and the accurate one again what is doubtful: twice as fast, and as accurate.
    #[default]
    Usual,
    /// As [`Effort::Usual`], but words are read again only where nothing was seen: three times as fast, with more errors in words.
    Fast,
}

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The likeliest characters; empty where the line is blank.
    pub text: String,
    /// One for each character of `text`.
    pub chars: Vec<Char>,
    /// How sure it is that the whole text is right, calibrated: of lines with 0.99, one in a hundred is wrong.
    pub confidence: f32,
    /// What else was held possible.
    pub lattice: Lattice,
}

/// A character of a reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Char {
    /// Which.
    pub char: char,
    /// The probability that the network gave it.
    pub confidence: f32,
    /// Its first column, in pixels of the line's image. Neighbours share their borders; the network knows places to a sixth of the height.
    pub x0: f32,
    /// The column after its last.
    pub x1: f32,
}

impl Models {
    /// Reads each line; the image of one should hold that line alone, with about an eighth of its height as margin.
    ///
    /// A line's reading depends on its image alone, not on the others, on threads or on calls before. Runs on one thread.
    pub fn read_lines(&self, lines: &[Gray], config: ReadConfig) -> Vec<Reading> {
        let every: Vec<&Gray> = lines.iter().collect();
        if config.effort == Effort::Thorough {
            return self.small.read(&every);
        }
        let mut readings = self.tiny.read(&every);
        let again: Vec<usize> = (0..lines.len()).filter(|&index| cascade::is_doubtful(&readings[index], config.effort)).collect();
        let doubtful: Vec<&Gray> = again.iter().map(|&index| &lines[index]).collect();
        for (index, reading) in again.into_iter().zip(self.small.read(&doubtful)) {
            readings[index] = reading;
        }
        readings
    }
}

impl RecogniserNetwork {
    /// One reading for each line, in order.
    fn read(&self, lines: &[&Gray]) -> Vec<Reading> {
        let mut readings = vec![Reading::default(); lines.len()];
        let mut by_width: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, line) in lines.iter().enumerate() {
            match scaled_width(line) {
                0 => {}
                width if width > LARGEST_WIDTH => readings[index] = self.read_in_parts(line),
                width => by_width.entry(width.next_multiple_of(WIDTH_UNIT).max(LEAST_WIDTH)).or_default().push(index),
            }
        }
        for (width, indices) in by_width {
            for indices in indices.chunks((BATCH_COLUMNS / width).max(1)) {
                let batch: Vec<&Gray> = indices.iter().map(|&index| lines[index]).collect();
                for (&index, reading) in indices.iter().zip(self.read_batch(&batch, width)) {
                    readings[index] = reading;
                }
            }
        }
        readings
    }

    /// A line that is too long for the network, cut in two at the whitest column near its middle.
    fn read_in_parts(&self, line: &Gray) -> Reading {
        let (from, to) = (line.width / 3, line.width - line.width / 3);
        let ink = |x: u32| -> u64 { (0..line.height).map(|y| u64::from(255 - line.row(y)[x as usize])).sum() };
        let cut = (from..to).min_by_key(|&x| (ink(x), x.abs_diff(line.width / 2))).unwrap_or(line.width / 2);
        let parts = [line.crop(0, 0, cut, line.height), line.crop(cut, 0, line.width, line.height)];
        let mut readings = self.read(&[&parts[0], &parts[1]]).into_iter();
        let (left, right) = (readings.next().unwrap_or_default(), readings.next().unwrap_or_default());
        left.followed_by(right, cut as f32)
    }

    /// Lines that are at most `width` columns wide at the network's height.
    fn read_batch(&self, lines: &[&Gray], width: usize) -> Vec<Reading> {
        // Padding is the grey between black and white, as in training.
        let mut input = NdTensor::<f32, 4>::zeros([lines.len(), 3, HEIGHT, width]);
        let planes = input.data_mut().expect("a new tensor is contiguous");
        for (line, planes) in lines.iter().zip(planes.chunks_exact_mut(3 * HEIGHT * width)) {
            let (first, others) = planes.split_at_mut(HEIGHT * width);
            resample(line, scaled_width(line), HEIGHT, width, |shade| shade / 127.5 - 1.0, first);
            others.chunks_exact_mut(first.len()).for_each(|plane| plane.copy_from_slice(first));
        }
        let output = self.network.run(&input).expect("a network that was loaded takes any width");
        let [_, n_steps, n_classes] = output.shape[..] else { panic!("the output has steps and classes") };
        assert_eq!(n_classes, self.dictionary.len(), "the dictionary belongs to the network");
        let of_line = output.values.chunks_exact(n_steps * n_classes);
        let read = |(line, steps): (&&Gray, &[f32])| {
            let lattice = Lattice::new(steps.chunks_exact(n_classes), &self.dictionary);
            Reading::from_lattice(lattice, STEP as f32 * line.height as f32 / HEIGHT as f32, line.width as f32, self.calibration)
        };
        lines.iter().zip(of_line).map(read).collect()
    }
}

impl Reading {
    /// Both as one reading, of which `right` begins at column `at`.
    fn followed_by(mut self, right: Reading, at: f32) -> Reading {
        self.text.push_str(&right.text);
        self.chars.extend(right.chars.into_iter().map(|char| Char { x0: char.x0 + at, x1: char.x1 + at, ..char }));
        self.confidence *= right.confidence;
        self.lattice.append(&right.lattice);
        self
    }

    /// From the lattice of a line that is `width` columns wide, of which each step covers `step`.
    fn from_lattice(lattice: Lattice, step: f32, width: f32, calibration: &Calibration) -> Reading {
        let mut chars: Vec<Char> = Vec::new();
        let mut before = Dictionary::BLANK;
        for (at, entries) in lattice.steps().enumerate() {
            let &(char, probability) = entries.first().unwrap_or(&(Dictionary::BLANK, 1.0));
            let (x0, x1) = (at as f32 * step, (at + 1) as f32 * step);
            match chars.last_mut() {
                Some(last) if char == before && char != Dictionary::BLANK => {
                    last.x1 = x1;
                    last.confidence = last.confidence.max(probability);
                }
                _ if char != Dictionary::BLANK => chars.push(Char { char, confidence: probability, x0, x1 }),
                _ => {}
            }
            before = char;
        }
        for index in 1..chars.len() {
            let border = (chars[index - 1].x1 + chars[index].x0) / 2.0;
            (chars[index - 1].x1, chars[index].x0) = (border, border);
        }
        chars.iter_mut().for_each(|char| (char.x0, char.x1) = (char.x0.min(width), char.x1.min(width)));
        let text: String = chars.iter().map(|char| char.char).collect();
        let confidence = calibrated(lattice.probability_but_for_spaces(&text), calibration);
        Reading { text, chars, confidence, lattice }
    }
}

/// The width of a line at the network's height; 0 for an empty image.
fn scaled_width(line: &Gray) -> usize {
    if line.width == 0 || line.height == 0 {
        return 0;
    }
    (line.width as usize * HEIGHT).div_ceil(line.height as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{confidence, lattice::tests::lattice};

    #[test]
    fn repeated_steps_are_one_character() {
        let lattice = lattice(&["_:0.9 1:0.1", "1:0.6 _:0.4", "1:0.8 _:0.2", "_:0.7 1:0.3", "1:0.9 _:0.1", "年:0.5 午:0.4 _:0.1"]);
        let reading = Reading::from_lattice(lattice, 8.0, 46.0, confidence::SMALL);
        assert_eq!(reading.text, "11年");
        let places: Vec<(f32, f32)> = reading.chars.iter().map(|char| (char.x0, char.x1)).collect();
        assert_eq!(places, [(8.0, 28.0), (28.0, 40.0), (40.0, 46.0)]);
        let confidences: Vec<f32> = reading.chars.iter().map(|char| char.confidence).collect();
        assert_eq!(confidences, [0.8, 0.9, 0.5]);
    }

    #[test]
    fn a_cut_line_is_one_reading() {
        let part = |text: &str| Reading::from_lattice(lattice(&[&format!("{text}:1")]), 8.0, 8.0, confidence::SMALL);
        let reading = part("1").followed_by(part("2"), 8.0);
        assert_eq!(reading.text, "12");
        assert_eq!((reading.chars[1].x0, reading.chars[1].x1), (8.0, 16.0));
        assert_eq!(reading.lattice.probability("12"), 1.0);
    }

    #[test]
    fn widths_follow_the_height() {
        assert_eq!(scaled_width(&Gray::filled(100, 24, 0)), 200);
        assert_eq!(scaled_width(&Gray::filled(1, 48, 0)), 1);
        assert_eq!(scaled_width(&Gray::filled(0, 48, 0)), 0);
    }
}
