//! `shared-glyph-variant`: another code point with the glyph of the simplified character.

use jixiao_model::{Code, codes};

/// Each variant with the simplified character that shares its glyph.
///
/// Only pairs that fonts for simplified Chinese draw alike, or that differ by a stroke's
/// angle: traditional forms that look different (緊, 係) are what was read and stay.
#[rustfmt::skip]
const VARIANTS: &[(char, char)] = &[
    ('內', '内'), ('効', '效'), ('吳', '吴'), ('呉', '吴'), ('尙', '尚'),
    ('戶', '户'), ('戸', '户'), ('敎', '教'), ('晉', '晋'), ('歩', '步'),
    ('殻', '壳'), ('沒', '没'), ('淸', '清'), ('溫', '温'), ('産', '产'),
    ('眞', '真'), ('稅', '税'), ('絕', '绝'), ('値', '值'), ('說', '说'),
    ('靑', '青'), ('黃', '黄'), ('黒', '黑'), ('兌', '兑'), ('別', '别'),
    ('卽', '即'), ('旣', '既'), ('強', '强'), ('毎', '每'), ('凃', '涂'),
    ('亊', '事'), ('囯', '国'), ('髙', '高'), ('柰', '奈'), ('冊', '册'),
    ('査', '查'),
];

/// Classes of characters that have a variant among them: of the others, which are nearly all, one look tells that there is none.
static CLASSES: [bool; N_CLASSES] = {
    let mut classes = [false; N_CLASSES];
    let mut i = 0;
    while i < VARIANTS.len() {
        classes[VARIANTS[i].0 as usize % N_CLASSES] = true;
        i += 1;
    }
    classes
};

const N_CLASSES: usize = 1024;

/// The simplified character that shares its glyph with `c`.
pub(crate) fn fold(c: char) -> Option<char> {
    if !CLASSES[c as usize % N_CLASSES] {
        return None;
    }
    VARIANTS.iter().find(|(variant, _)| *variant == c).map(|&(_, simplified)| simplified)
}

/// Every shared-glyph variant as its simplified character.
pub(super) fn repair(text: &str) -> Option<(&'static Code, String)> {
    text.chars()
        .any(|c| fold(c).is_some())
        .then(|| (&codes::SHARED_GLYPH_VARIANT, text.chars().map(|c| fold(c).unwrap_or(c)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_fold_and_traditional_forms_stay() {
        assert_eq!(repair("効益戶").map(|(_, text)| text).as_deref(), Some("效益户"));
        assert_eq!(repair("緊係"), None);
        let folded: Vec<char> = ('\u{4e00}'..='\u{9fff}').filter_map(fold).collect();
        assert!(folded.len() > 30 && folded.iter().all(|&simplified| fold(simplified).is_none()), "a variant folds to a variant");
    }
}
