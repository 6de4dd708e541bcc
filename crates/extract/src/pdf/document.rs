//! What the pages of a file share: its fonts, and memory.

use std::{cell::RefCell, rc::Rc};

use hayro_syntax::{
    object::{Dict, MaybeRef, ObjectIdentifier},
    page::Resources,
};
use rustc_hash::FxHashMap;

use super::{font::Font, state::SharedFont};
use crate::table::ink::PageInk;

/// Fonts that the pages of a file share.
#[derive(Default)]
pub(super) struct Document<'a> {
    fonts: FxHashMap<ObjectIdentifier, SharedFont<'a>>,
    /// Fonts that stand in a resource dictionary itself, by the object around them and their name.
    direct_fonts: FxHashMap<(Option<ObjectIdentifier>, Vec<u8>), SharedFont<'a>>,
    /// The page before, whose memory the next page uses again.
    pub(super) spare: PageInk,
}

impl<'a> Document<'a> {
    /// Takes a page's memory back.
    pub(super) fn reuse(&mut self, ink: PageInk) {
        self.spare = ink;
    }

    /// The font of that name.
    pub(super) fn font(&mut self, resources: &Resources<'a>, name: &[u8]) -> Option<SharedFont<'a>> {
        let read = |dict: Dict<'a>| Rc::new(RefCell::new(Font::new(&dict)));
        match resources.fonts.get_raw::<Dict<'a>>(name)? {
            MaybeRef::Ref(r) => {
                let id = ObjectIdentifier::from(r);
                if let Some(known) = self.fonts.get(&id) {
                    return Some(known.clone());
                }
                let font = read(resources.fonts.get::<Dict<'a>>(name)?);
                self.fonts.insert(id, font.clone());
                Some(font)
            }
            MaybeRef::NotRef(dict) => {
                let key = (resources.fonts.obj_id(), name.to_vec());
                Some(self.direct_fonts.entry(key).or_insert_with(|| read(dict)).clone())
            }
        }
    }
}
