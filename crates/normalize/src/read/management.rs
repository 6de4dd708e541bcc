//! The block on the management of transferred money: an aspect a row, a text each.

use crate::{draft::Draft, forms::field::Field, sheet::Token};

/// Reads the block into fields of its own labels.
pub(super) fn read(draft: &mut Draft<'_, '_>, lines: &[usize]) {
    let sheet = draft.sheet;
    for &line in lines {
        let mut aspect = None;
        for hit in &sheet.lines[line].hits {
            let is_management = |field| matches!(field, Field::ManagementBlock | Field::ManagementColumn | Field::ManagementRow);
            if !draft.stands_for(hit, is_management) {
                continue;
            }
            draft.label_hit(hit);
            if draft.stands_for(hit, |field| field == Field::ManagementRow) {
                aspect = Some(draft.forms.lexicon.pattern(hit.pattern).label.clone());
            }
        }
        if let Some(aspect) = aspect {
            let values: Vec<Token<'_>> =
                sheet.lines[line].tokens().filter(|&id| draft.is_free(id)).map(|id| sheet.tokens[id].clone()).collect();
            for value in values {
                super::header_values::other(draft, &aspect, &[value]);
            }
        }
    }
}
