//! A reader that needs no weights: it sees where signs stand, and not which.

use jixiao_ocr::{Char, Gray as LineImage, Lattice, Reading};

use super::LineReader;

/// Darker pixels than this are ink.
const INK: u8 = 128;

/// Gives `口` for each stretch of columns with ink, for who wants a page's tables and not its texts: tests, fuzzing, and scores of cells.
#[derive(Clone, Copy, Debug)]
pub struct BlindReader;

impl LineReader for BlindReader {
    fn is_there(&self) -> bool {
        true
    }

    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn read(&self, lines: &[LineImage]) -> Vec<Reading> {
        lines.iter().map(signs).collect()
    }
}

fn signs(line: &LineImage) -> Reading {
    let has_ink = |x: u32| (0..line.height).any(|y| line.row(y)[x as usize] < INK);
    let mut chars: Vec<Char> = Vec::new();
    for x in (0..line.width).filter(|&x| has_ink(x)) {
        let edge = x as f32;
        match chars.last_mut() {
            Some(last) if last.x1 == edge => last.x1 = edge + 1.0,
            _ => chars.push(Char { char: '口', confidence: 0.97, x0: edge, x1: edge + 1.0 }),
        }
    }
    Reading { text: chars.iter().map(|c| c.char).collect(), chars, confidence: 0.97, lattice: Lattice::default() }
}
