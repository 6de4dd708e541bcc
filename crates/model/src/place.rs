//! Where on the paper, or in the file, a piece of text stood.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A box on a page: points (1/72 inch), origin at the top left of the page as displayed (after /Rotate), y downwards.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema)]
#[schemars(transparent)]
pub struct BBox(#[schemars(with = "[f64; 4]")] [f32; 4]);

impl BBox {
    /// The box from its left, top, right and bottom edges.
    #[inline]
    pub fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        BBox([x0, y0, x1, y1])
    }

    /// Left, top, right and bottom edges.
    #[inline]
    pub fn edges(self) -> [f32; 4] {
        self.0
    }

    /// The smallest box around both.
    #[inline]
    pub fn union(self, other: BBox) -> BBox {
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (self.0, other.0);
        BBox([a0.min(b0), a1.min(b1), a2.max(b2), a3.max(b3)])
    }
}

impl Serialize for BBox {
    /// Two decimals: finer than any printer, and the same bytes on every platform.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.map(|edge| (f64::from(edge) * 100.0).round() / 100.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BBox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <[f64; 4]>::deserialize(deserializer).map(|edges| BBox(edges.map(|edge| edge as f32)))
    }
}

/// Where a cell, or a joined run of cells, stood in its input.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Page, from 1; `None` where the format has no pages.
    pub page: Option<u32>,
    /// Box on that page; `None` where the format has no geometry.
    pub bbox: Option<BBox>,
    /// Line of the file, from 1, on which the text starts; `None` where the format has no lines.
    pub line: Option<u32>,
    /// First and last column of the grid that the text covers, from 1.
    pub columns: (u32, u32),
}

impl Place {
    /// The place that covers both; page and line are those of the earlier one.
    pub fn union(self, other: Place) -> Place {
        let bbox = match (self.bbox, other.bbox) {
            (Some(a), Some(b)) if self.page == other.page => Some(a.union(b)),
            (first, second) => first.or(second),
        };
        let first = |a: Option<u32>, b: Option<u32>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Place {
            page: first(self.page, other.page),
            bbox,
            line: first(self.line, other.line),
            columns: (self.columns.0.min(other.columns.0), self.columns.1.max(other.columns.1)),
        }
    }
}
