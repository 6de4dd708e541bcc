//! Values of labelled fields: names, codes, the project's amount, signatures, and what has no place of its own.

use std::sync::LazyLock;

use jixiao_model::{OtherField, Project, codes};
use regex::Regex;

use super::plausible::{self, Doubt};
use crate::{
    draft::{Draft, Joined},
    forms::field::{HeaderField, SignOffField},
    sheet::{Shape, Token},
};

/// A field without a place of its own in the record.
pub(super) fn other<'f>(draft: &mut Draft<'_, 'f>, label: &str, value: &[Token<'f>]) {
    let pointer = format!("/other_fields/{}/value", draft.record.other_fields.len());
    if let Some(value) = draft.text(&pointer, value, Joined::Split, 100) {
        draft.record.other_fields.push(OtherField { label: label.to_owned(), value });
    }
}

/// A signature field; the first text stands.
pub(super) fn sign_off<'f>(draft: &mut Draft<'_, 'f>, field: SignOffField, value: &[Token<'f>]) {
    let (pointer, is_free) = match field {
        SignOffField::FilledBy => ("/sign_off/filled_by", draft.record.sign_off.filled_by.is_none()),
        SignOffField::Phone => ("/sign_off/phone", draft.record.sign_off.phone.is_none()),
        SignOffField::Date => ("/sign_off/date", draft.record.sign_off.date.is_none()),
        SignOffField::ProjectLeader => ("/sign_off/project_leader", draft.record.sign_off.project_leader.is_none()),
        SignOffField::FinanceLeader => ("/sign_off/finance_leader", draft.record.sign_off.finance_leader.is_none()),
        SignOffField::UnitHead => ("/sign_off/unit_head", draft.record.sign_off.unit_head.is_none()),
    };
    if !is_free || value.is_empty() || draft.has_origin(pointer) {
        return;
    }
    let text = draft.text(pointer, value, Joined::Split, 100);
    let sign_off = &mut draft.record.sign_off;
    *match field {
        SignOffField::FilledBy => &mut sign_off.filled_by,
        SignOffField::Phone => &mut sign_off.phone,
        SignOffField::Date => &mut sign_off.date,
        SignOffField::ProjectLeader => &mut sign_off.project_leader,
        SignOffField::FinanceLeader => &mut sign_off.finance_leader,
        SignOffField::UnitHead => &mut sign_off.unit_head,
    } = text;
}

/// Where a name or code of the project stands.
pub(super) fn pointer_of(field: HeaderField) -> &'static str {
    match field {
        HeaderField::Code => "/project/code",
        HeaderField::Department => "/project/department",
        HeaderField::Unit => "/project/unit",
        _ => "/project/name",
    }
}

/// The place of a name or code of the project.
pub(super) fn place_of(project: &mut Project, field: HeaderField) -> &mut Option<String> {
    match field {
        HeaderField::Code => &mut project.code,
        HeaderField::Department => &mut project.department,
        HeaderField::Unit => &mut project.unit,
        _ => &mut project.name,
    }
}

/// The whole project's amount, out of the tokens after its label.
pub(super) fn amount<'f>(draft: &mut Draft<'_, 'f>, value: Vec<Token<'f>>) {
    const POINTER: &str = "/project/total_amount";
    if draft.has_origin(POINTER) {
        return;
    }
    let numbers = value.iter().filter(|token| token.shape.number().is_some()).count();
    if let Some(token) = value.iter().find(|token| token.shape.number().is_some()) {
        if numbers > 1 {
            draft.find(&codes::ALIGNMENT_DOUBTFUL, POINTER, "several numbers follow the label; the first was taken", token.text);
        }
        draft.record.project.total_amount = draft.number(POINTER, token, 100);
        return;
    }
    match value.first() {
        Some(token) => {
            let read = crate::value::read(token.text);
            if read.number.is_some() && read.unit.as_deref().is_some_and(|unit| unit.ends_with('元')) {
                draft.origin(POINTER, std::slice::from_ref(token), 100, &[]);
                draft.record.project.total_amount = read.number;
            } else {
                draft.record.project.total_amount = draft.number(POINTER, token, 100);
            }
        }
        None => draft.find(&codes::FIELD_MISSING, POINTER, "the label has no value", ""),
    }
}

/// A name or code of the project, out of the tokens after its label.
pub(super) fn name<'f>(draft: &mut Draft<'_, 'f>, field: HeaderField, mut value: Vec<Token<'f>>) {
    let pointer = pointer_of(field);
    let known = place_of(&mut draft.record.project, field).clone();
    value.retain(|token| token.shape != Shape::Dash);
    if known.is_some() || draft.has_origin(pointer) {
        if let Some(token) = value.first() {
            // The same value again, as on a further page, needs no remark; it is unplaced all the same.
            if known.as_deref() != Some(&*crate::repairs::mend(token.text).text) {
                draft.find(&codes::DUPLICATE_LABEL, pointer, "the label occurs again with another value", token.text);
            }
        }
        return;
    }
    if value.is_empty() {
        draft.find(&codes::FIELD_MISSING, pointer, "the label has no value", "");
        return;
    }
    let mut text = draft.text(pointer, &value, Joined::Split, 100);
    if field == HeaderField::Name
        && let Some((code, name)) = text.as_deref().and_then(split_code)
    {
        // A blank inside is where the cell broke its line.
        draft.record.project.code = Some(code.replace(' ', ""));
        draft.origin("/project/code", &value, 100, &[]);
        text = Some(name.to_owned());
    }
    if let Some(text) = &text {
        judge(draft, pointer, text);
    }
    *place_of(&mut draft.record.project, field) = text;
}

/// Flags a name that does not read as sound Chinese.
pub(super) fn judge(draft: &mut Draft<'_, '_>, pointer: &str, text: &str) {
    // What does not apply has no name to judge.
    if matches!(crate::value::read(text).kind, jixiao_model::ValueKind::NotApplicable) {
        return;
    }
    match plausible::doubt(text) {
        Some(Doubt::Implausible) => draft.find(&codes::TEXT_IMPLAUSIBLE, pointer, "the text does not divide into words", text),
        Some(Doubt::Cut) => draft.find(&codes::TEXT_CUT, pointer, "the text seems to break off", text),
        None => {}
    }
}

/// A code before a name: twelve or more capitals and digits, then a hyphen (`51092324T000010263357-…`).
fn split_code(text: &str) -> Option<(&str, &str)> {
    static CODED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^([0-9A-Z](?: ?[0-9A-Z]){11,}) *[-－—] *(\S.*)$").expect("the pattern is sound"));
    let captures = CODED.captures(text)?;
    Some((captures.get(1)?.as_str(), captures.get(2)?.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_from_a_name() {
        assert_eq!(split_code("51000021R000000019951-工资性支出"), Some(("51000021R000000019951", "工资性支出")));
        assert_eq!(split_code("2021-2022学年补助"), None);
    }
}
