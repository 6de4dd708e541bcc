//! Image to recognised lines, with the probability of every reading.
//!
//! [`Models`] holds the networks; its methods find lines ([`Models::detect`]) and read them ([`Models::read_lines`]). A [`Reading`] keeps
//! a [`Lattice`], so that a caller who knows what stands in a place may ask for the likeliest readings under a [`Grammar`] without
//! running a network again. Nothing here knows of tables or forms.

mod beam;
mod cascade;
mod confidence;
mod detect;
mod dictionary;
mod fetch;
mod grammar;
mod image;
mod lattice;
mod models;
mod network;
mod read;
mod resize;
mod weights;

pub use crate::{
    detect::{Detector, LineBox},
    fetch::{FetchError, fetch},
    grammar::Grammar,
    image::Gray,
    lattice::{Lattice, NEGLIGIBLE},
    models::{ModelError, Models},
    read::{Char, Effort, ReadConfig, Reading},
    weights::cache_folder,
};
