//! Which source of money a row is.

use jixiao_model::{FundKind, codes};

use super::{plausible, table::SLIGHTLY};
use crate::{
    draft::{Draft, Joined},
    forms::field::Field,
    key::key,
    sheet::{Shape, Token},
};

/// How many characters in a hundred of a source's label may be wrong.
const TOLERANCE: usize = 50;

/// Which source a row is, and its label as printed; `None` where the row is none.
pub(super) fn read_label<'f>(
    draft: &mut Draft<'_, 'f>,
    line: usize,
    index: usize,
    tokens: &[Token<'f>],
    has_number: bool,
) -> Option<(FundKind, Option<String>)> {
    let pointer = format!("/funds/rows/{index}/label");
    let as_kind = |field| match field {
        Field::FundRow(kind) => Some(kind),
        _ => None,
    };
    let sheet = draft.sheet;
    // Whole labels first; the last stands nearest to the numbers.
    let whole = sheet.lines[line].hits.iter().rev().find_map(|hit| Some((hit, draft.meaning(hit, as_kind)?)));
    if let Some((hit, kind)) = whole {
        let mut pieces: Vec<Token<'_>> = (hit.first..=hit.last).map(|id| sheet.tokens[id].clone()).collect();
        pieces.retain(|token| token.shape == Shape::Short);
        if let Some(before) = hit.first.checked_sub(1).filter(|id| sheet.lines[line].tokens().contains(id))
            && draft.is_free(before)
            && key(sheet.text(before)) == "其中"
        {
            pieces.insert(0, sheet.tokens[before].clone());
        }
        let label = draft.text(&pointer, &pieces, Joined::Split, 100).map(|label| trim_label(&label));
        return Some((kind, label));
    }
    let mut pieces: Vec<Token<'_>> = tokens.iter().filter(|token| token.shape == Shape::Short).cloned().collect();
    if let Some(source) = unknown_source(draft, &pieces)
        && has_number
    {
        let label = draft.text(&pointer, &pieces[pieces.len() - 1..], Joined::Split, 100).map(|label| trim_label(&label));
        return Some((source, label));
    }
    // The damaged label is a tail of what stands before the numbers: pieces of the block's own label come first.
    while !pieces.is_empty() {
        let text: String = pieces.iter().map(|token| token.text).collect();
        let taken = |kind: FundKind| draft.record.funds.rows.iter().any(|row| row.kind == kind);
        let near = draft.nearest(&text, TOLERANCE, |field| as_kind(field).filter(|&kind| !taken(kind)));
        if let Some((pattern, kind, _)) = near {
            let label = draft.forms.lexicon.pattern(pattern).label.clone();
            draft.origin(&pointer, &pieces, 80, &[&codes::DAMAGED_LABEL]);
            draft.find(&codes::DAMAGED_LABEL, pointer.as_str(), format!("read as the label {label}"), text);
            return Some((kind, Some(label)));
        }
        pieces.remove(0);
    }
    if !has_number {
        return None;
    }
    // A row of numbers without a label: the first is the total, and of the others nobody can say more than that they are sources.
    let kind = if index == 0 { FundKind::Total } else { FundKind::Other };
    let raw: String = tokens.iter().map(|token| token.text).collect();
    draft.find(
        &codes::FUND_LABEL_INFERRED,
        format!("/funds/rows/{index}"),
        "the label is lost; the kind was told from the row's place",
        raw,
    );
    Some((kind, None))
}

/// The kind of a source whose label is sound, and no known one: told from the words that it has. What stands before it, such as
/// `按收入性质分:` or `其中:`, says how the total is divided.
fn unknown_source(draft: &Draft<'_, '_>, pieces: &[Token<'_>]) -> Option<FundKind> {
    let last = pieces.last()?;
    let text = key(last.text);
    let stem = match last.text.split_once([':', '：']) {
        Some((before, after)) if before.contains('按') || before.contains("其中") || before.starts_with('其') => key(after),
        _ => text.trim_start_matches(|c: char| c.is_ascii_digit() || "()一二三四五六七八九十、.".contains(c)).to_owned(),
    };
    let known = draft.forms.lexicon.whole(&stem).and_then(|pattern| {
        pattern.fields(Some(draft.index)).find_map(|field| match field {
            Field::FundRow(kind) => Some(kind),
            _ => None,
        })
    });
    let damaged = || {
        draft.nearest(last.text, SLIGHTLY, |field| match field {
            Field::FundRow(kind) => Some(kind),
            _ => None,
        })
    };
    known.or_else(|| {
        // Several pieces, or a piece of a known label, are a damaged label.
        let sound = last.in_table
            && pieces.len() == 1
            && plausible::is_sound(&stem)
            && !draft.forms.lexicon.holds(&text)
            && damaged().is_none();
        let money = [
            "资金", "拨款", "收入", "支出", "经费", "预算", "补助", "配套", "债券", "基金", "自筹", "结转", "结余", "贷款", "捐赠",
        ];
        (sound && money.iter().any(|word| stem.contains(word))).then(|| kind_of_words(&stem))
    })
}

/// What the words of a source say of its kind.
fn kind_of_words(text: &str) -> FundKind {
    const WORDS: &[(FundKind, &[&str])] = &[
        (FundKind::CarryOver, &["结转", "结余"]),
        (FundKind::Basic, &["基本支出"]),
        (FundKind::ProjectSpending, &["项目支出"]),
        (FundKind::Bond, &["债券"]),
        (FundKind::SpecialAccount, &["财政专户"]),
        (FundKind::Central, &["中央"]),
        (FundKind::Local, &["地方", "省级", "市级", "县级", "区级", "省财政", "市财政", "县财政", "区财政", "本级", "配套"]),
        (FundKind::UnitOwn, &["自有", "自筹", "事业收入", "经营收入", "单位资金"]),
        (FundKind::Fiscal, &["一般公共预算", "财政", "政府性基金"]),
    ];
    WORDS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map_or(FundKind::Other, |(kind, _)| *kind)
}

fn trim_label(label: &str) -> String {
    label.trim_end_matches([':', '：']).to_owned()
}
