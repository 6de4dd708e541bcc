//! PDF files made by hand, one construct each: what is read is what the paper shows.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod file;
mod filters;
mod fonts;
mod images;
mod pages;
mod places;
