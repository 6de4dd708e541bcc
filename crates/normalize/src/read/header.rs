//! Title, year, and the labelled fields above the funds.

use jixiao_model::{FundKind, codes};

use super::{
    header_values::{amount, judge, name, other, place_of, pointer_of, sign_off},
    title, unknown,
};
use crate::{
    draft::{Draft, Joined},
    forms::field::{Field, HeaderField},
    key::after_label,
    sheet::{Shape, Token},
};

/// How many characters in a hundred of a header label may be wrong where a value follows it.
const TOLERANCE: usize = 34;

/// Reads the lines above the tables, then the header rows.
pub(super) fn read(draft: &mut Draft<'_, '_>, lead: &[usize], header: &[usize]) {
    for &line in lead {
        title::read(draft, line);
    }
    let mut pending = Vec::new();
    for &line in header {
        let labels = labels_of(draft, line);
        read_fields(draft, line, &labels, &mut pending);
    }
    infer_unlabelled(draft, pending);
}

/// Reads a row of the funds block that holds the amount of the whole project; says whether it is one.
pub(super) fn read_amount_line(draft: &mut Draft<'_, '_>, line: usize) -> bool {
    let is_amount = |field| field == Field::Header(HeaderField::TotalAmount);
    if !draft.sheet.lines[line].hits.iter().any(|hit| hit.whole && draft.stands_for(hit, is_amount)) {
        return false;
    }
    let labels = labels_of(draft, line);
    read_fields(draft, line, &labels, &mut Vec::new());
    true
}

/// Reads a row that is a source of the whole project's amount; says whether it is one.
pub(super) fn read_source_line(draft: &mut Draft<'_, '_>, line: usize) -> bool {
    let is_source = |field| matches!(field, Field::FundRow(kind) if kind != FundKind::Total);
    let tokens = draft.sheet.lines[line].tokens();
    if !tokens.clone().any(|id| draft.is_free(id)) {
        return true;
    }
    if tokens.len() > 2 || !draft.sheet.lines[line].hits.iter().any(|hit| hit.whole && draft.stands_for(hit, is_source)) {
        return false;
    }
    let labels = labels_of(draft, line);
    read_fields(draft, line, &labels, &mut Vec::new());
    true
}

/// A label of a header line, and the first token past it.
pub(super) struct Label {
    field: Field,
    printed: String,
    first: usize,
    end: usize,
    /// Where the value follows the label within the same cell.
    rest_of: Option<usize>,
    key: String,
}

pub(super) fn is_header_field(field: Field) -> bool {
    matches!(field, Field::Header(_) | Field::SignOff(_) | Field::Total | Field::Grade | Field::FundRow(_) | Field::FundsBlock)
}

/// The labels of a header line from left to right: those that were found whole, and damaged ones before a value.
pub(super) fn labels_of(draft: &Draft<'_, '_>, line: usize) -> Vec<Label> {
    let tokens = draft.sheet.lines[line].tokens();
    let lexicon = &draft.forms.lexicon;
    let mut labels: Vec<Label> = Vec::new();
    for hit in &draft.sheet.lines[line].hits {
        let Some(field) = draft.meaning(hit, |field| Some(field).filter(|field| is_header_field(*field))) else { continue };
        let pattern = lexicon.pattern(hit.pattern);
        labels.push(Label {
            field,
            printed: pattern.label.clone(),
            first: hit.first,
            end: hit.last + 1,
            rest_of: (!hit.whole).then_some(hit.first),
            key: pattern.key.clone(),
        });
    }
    let covered = |labels: &[Label], id: usize| labels.iter().any(|label| (label.first..label.end).contains(&id));
    let mut previous_is_label = false;
    for id in tokens.clone() {
        let token = &draft.sheet.tokens[id];
        let is_label = covered(&labels, id);
        if !is_label && !previous_is_label && token.shape == Shape::Short && token.text.len() <= 36 && id + 1 < tokens.end {
            let taken = |field: Field| labels.iter().any(|label| label.field == field);
            let near = draft.nearest(token.text, TOLERANCE, |field| {
                Some(field).filter(|&field| matches!(field, Field::Header(_) | Field::SignOff(_)) && !taken(field))
            });
            if let Some((pattern, field, wrong)) = near
                && wrong > 0
            {
                let pattern = lexicon.pattern(pattern);
                labels.push(Label {
                    field,
                    printed: pattern.label.clone(),
                    first: id,
                    end: id + 1,
                    rest_of: None,
                    key: String::new(),
                });
                previous_is_label = true;
                continue;
            }
        }
        previous_is_label = is_label;
    }
    labels.retain(|label| label.field != Field::FundsBlock || label.rest_of.is_none());
    labels.sort_by_key(|label| label.first);
    labels
}

/// Text without a label in a header row, and the first field that was found after it.
pub(super) type Pending<'f> = (Vec<Token<'f>>, Option<Field>);

pub(super) fn read_fields<'f>(draft: &mut Draft<'_, 'f>, line: usize, labels: &[Label], pending: &mut Vec<Pending<'f>>) {
    let tokens = draft.sheet.lines[line].tokens();
    let before_labels = labels.first().map_or(tokens.end, |label| label.first);
    let mut unlabelled: Vec<Token<'f>> =
        (tokens.start..before_labels).filter(|&id| draft.is_free(id)).map(|id| draft.sheet.tokens[id].clone()).collect();
    if read_unit_token(draft, &unlabelled) {
        unlabelled.retain(|token| draft.is_free(token.id));
    }
    let is_piece = |token: &Token<'_>| draft.forms.lexicon.holds(&crate::key::key(token.text));
    if unlabelled.first().is_some_and(|token| token.in_table && unknown::split_label(token.text).is_some() && !is_piece(token)) {
        let first = unlabelled.remove(0);
        let (label, own) = unknown::split_label(first.text).unwrap_or_default();
        let own = (!own.is_empty()).then(|| first.part(own));
        let (value, fields, _) = unknown::split(own.into_iter().chain(unlabelled).collect());
        place_unknown(draft, unknown::Unknown { label: first.part(label), value });
        fields.into_iter().for_each(|field| place_unknown(draft, field));
        unlabelled = Vec::new();
    }
    if unlabelled.iter().any(|token| token.shape == Shape::Short || token.shape == Shape::Prose) {
        pending.push((unlabelled, labels.first().map(|label| label.field)));
    }
    for (index, label) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(tokens.end, |next| next.first);
        let mut value: Vec<Token<'f>> = Vec::new();
        if let Some(id) = label.rest_of {
            let token = &draft.sheet.tokens[id];
            let rest = after_label(token.text, &label.key).unwrap_or_default();
            let rest = past_seal(rest.trim_start_matches([':', '：', ' ', '\u{3000}']));
            // A further label in the same cell ends this value.
            let rest = match labels.get(index + 1).filter(|next| next.first == id) {
                Some(_) => rest,
                None => rest,
            };
            if !rest.trim().is_empty() {
                value.push(token.part(rest));
            }
        }
        value.extend((label.end..end).filter(|&id| draft.is_free(id)).map(|id| draft.sheet.tokens[id].clone()));
        // Junk beside a value is none of it.
        if value.iter().any(|token| token.shape != Shape::Junk) {
            value.retain(|token| token.shape != Shape::Junk);
        }
        if read_unit_token(draft, &value) {
            value.retain(|token| draft.is_free(token.id));
        }
        let (value, unknown, _) = unknown::split(value);
        // A value within the label's own cell speaks for the cell: where it finds no place, all of the cell is unplaced.
        if label.rest_of.is_none() || value.is_empty() {
            draft.label(label.first..label.end);
        }
        place(draft, label, value);
        unknown.into_iter().for_each(|field| place_unknown(draft, field));
    }
}

/// `text` without a note on the seal before the value: `填报单位:(盖章)某局`.
pub(super) fn past_seal(text: &str) -> &str {
    ["(盖章)", "（盖章）", "(公章)", "（公章）", "(签章)", "（签章）", "(签字)", "（签字）"]
        .iter()
        .find_map(|seal| text.strip_prefix(seal))
        .map_or(text, str::trim_start)
}

/// Takes the unit of all amounts out of a cell such as `单位:万元`; says whether one of the cells was that.
fn read_unit_token<'f>(draft: &mut Draft<'_, 'f>, tokens: &[Token<'f>]) -> bool {
    let is_unit = |token: &&Token<'f>| {
        let text = token.text.trim_start_matches(['(', '（']);
        ["单位", "金额单位"]
            .iter()
            .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with([':', '：'])))
    };
    let found =
        tokens.iter().find(is_unit).and_then(|token| Some((token.clone(), super::fund_heads::unit_of_measure(token.text)?)));
    let Some((token, unit)) = found else { return false };
    if draft.record.funds.unit.is_none() {
        draft.record.funds.unit = Some(unit);
        draft.origin("/funds/unit", &[token], 100, &[]);
    } else {
        draft.label([token.id]);
    }
    true
}

/// A field that no definition knows: its label as printed.
pub(super) fn place_unknown<'f>(draft: &mut Draft<'_, 'f>, field: unknown::Unknown<'f>) {
    if field.value.is_empty() {
        return;
    }
    let in_own_cell = field.value[0].id == field.label.id;
    if !in_own_cell {
        draft.label([field.label.id]);
    }
    let label = crate::repairs::mend(field.label.text).text.trim_end_matches([':', '：']).to_owned();
    other(draft, &label, &field.value);
    if in_own_cell {
        let pointer = format!("/other_fields/{}/label", draft.record.other_fields.len().saturating_sub(1));
        draft.origin(&pointer, std::slice::from_ref(&field.label), 100, &[]);
    }
}

/// Puts a value into its field.
fn place<'f>(draft: &mut Draft<'_, 'f>, label: &Label, value: Vec<Token<'f>>) {
    let damaged = label.key.is_empty();
    let dashes = value.iter().all(|token| token.shape == Shape::Dash);
    match label.field {
        Field::Header(HeaderField::Heading) | Field::FundsBlock => {}
        // A source beside the whole project's amount: this record has no place for it.
        Field::FundRow(_) => other(draft, &label.printed, &value),
        Field::Header(HeaderField::TotalAmount) => amount(draft, value),
        Field::Header(field @ (HeaderField::Name | HeaderField::Code | HeaderField::Department | HeaderField::Unit)) => {
            let pointer = pointer_of(field);
            if damaged {
                let raw = draft.sheet.text(label.first).to_owned();
                draft.find(&codes::DAMAGED_LABEL, pointer, format!("read as the label {}", label.printed), raw);
            }
            name(draft, field, value);
        }
        Field::Header(HeaderField::Other | HeaderField::Summary) if !dashes => {
            other(draft, &label.printed, &value);
        }
        Field::Total => {
            if let Some(token) =
                value.iter().find(|token| token.shape.number().is_some()).filter(|_| !draft.has_origin("/total/score"))
            {
                draft.record.total.score = draft.number("/total/score", token, 100);
            }
        }
        Field::Grade if !draft.has_origin("/total/grade") => {
            draft.record.total.grade = draft.text("/total/grade", &value, Joined::Split, 100)
        }
        Field::SignOff(field) => sign_off(draft, field, &value),
        _ => {}
    }
}

/// Text of a header row whose label is lost: it goes to the first field, in the order of forms, that nothing was found for.
fn infer_unlabelled<'f>(draft: &mut Draft<'_, 'f>, pending: Vec<Pending<'f>>) {
    const ORDER: [HeaderField; 3] = [HeaderField::Name, HeaderField::Department, HeaderField::Unit];
    for (mut tokens, next) in pending {
        // Only what precedes the field that stands next on the row.
        let until = match next {
            Some(Field::Header(HeaderField::Department)) => 1,
            Some(Field::Header(HeaderField::Unit)) => 2,
            Some(Field::Header(HeaderField::TotalAmount)) | None => 1,
            _ => continue,
        };
        let start = usize::from(matches!(next, Some(Field::Header(HeaderField::Unit))));
        let Some(field) = ORDER[start..until].iter().copied().find(|&field| place_of(&mut draft.record.project, field).is_none())
        else {
            continue;
        };
        tokens.retain(|token| !matches!(token.shape, Shape::Junk | Shape::Dash));
        // Before the value stands what is left of its label; nobody can say that it was one, so it is unplaced.
        if tokens.len() > 1 {
            tokens.remove(0);
        }
        let pointer = pointer_of(field);
        if tokens.is_empty() || !tokens.iter().any(|token| crate::draft::has_han(token.text)) {
            continue;
        }
        let text = draft.text(pointer, &tokens, Joined::Split, 50);
        draft.find(&codes::HEADER_LOST, pointer, "its label could not be read; the field was told from its place", tokens[0].text);
        if let Some(text) = &text {
            judge(draft, pointer, text);
        }
        *place_of(&mut draft.record.project, field) = text;
    }
}
