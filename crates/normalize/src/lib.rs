//! Grids to records: form matching, repairs, typing, checks.
//!
//! ```text
//! grids ──Splitter──▶ FormText (the rows of one form) ──normalize──▶ Record
//! ```
//!
//! One form is read in five steps: `sheet` finds labels and shapes, `blocks` aligns rows to the blocks of a form, `read`
//! aligns the cells of each block to its columns, `levels` builds the tree of indicators, `checks` tests the arithmetic. What
//! they find is collected in a `draft`, which accounts for every cell. At last `analytics` looks for what a reviewer would ask about.

mod analytics;
mod blocks;
mod checks;
mod choose;
mod columns;
mod doubted;
mod draft;
mod forms;
mod heads;
mod hits;
mod key;
mod lexicon;
mod number;
mod read;
mod repairs;
mod repeats;
mod sheet;
mod splitter;
mod stream;
mod value;
mod word_tree;
mod wraps;

pub use forms::{Definition, Forms, FormsError, MAX_DEFINITIONS};
pub use read::normalize;
pub use splitter::{FormText, Splitter};
