//! Total, conclusions, signatures and notes.

use jixiao_model::{Number, codes};

use super::{header, header_values, indicators::Points, unknown};
use crate::{
    blocks::Block,
    draft::{Draft, Joined},
    forms::field::{ConclusionField, Field, HeaderField},
    key::after_label,
    sheet::{Shape, Token},
};

/// How many characters in a hundred of a damaged label may be wrong.
const TOLERANCE: usize = 34;

/// Words that begin a note below the form.
const NOTES: &[&str] = &["填表说明", "填报说明", "备注", "说明", "注"];

/// Grades as forms print them.
const GRADES: &[&str] = &["优", "良", "中", "差", "优秀", "良好", "合格", "不合格"];

/// Reads what stands below the indicators.
pub(super) fn read(draft: &mut Draft<'_, '_>, blocks: &[Block], points: Points) {
    let mut open: Option<ConclusionField> = None;
    let mut texts: [Vec<Token<'_>>; 3] = Default::default();
    for (line, block) in blocks.iter().enumerate() {
        match block {
            Block::Total => read_total(draft, line, points),
            Block::Conclusion => open = read_conclusion(draft, line, open, &mut texts),
            Block::SignOff | Block::Note => read_signatures(draft, line),
            _ => {}
        }
    }
    let [evaluation, problems, improvements] = texts;
    // 自评结论 asks for a grade on some forms, and for sentences on others.
    match evaluation.as_slice() {
        [grade] if GRADES.contains(&grade.text) && !draft.has_origin("/total/grade") => {
            draft.record.total.grade = draft.text("/total/grade", &evaluation, Joined::Split, 100);
        }
        _ => draft.record.conclusion.evaluation = draft.text("/conclusion/evaluation", &evaluation, Joined::Split, 100),
    }
    draft.record.conclusion.problems = draft.text("/conclusion/problems", &problems, Joined::Split, 100);
    draft.record.conclusion.improvements = draft.text("/conclusion/improvements", &improvements, Joined::Split, 100);
}

fn read_total(draft: &mut Draft<'_, '_>, line: usize, points: Points) {
    let sheet = draft.sheet;
    let mut numbers: Vec<Token<'_>> = Vec::new();
    for hit in &sheet.lines[line].hits {
        if draft.stands_for(hit, |field| matches!(field, Field::Total)) {
            if hit.whole {
                draft.label_hit(hit);
            } else {
                // `总分:98`
                let token = &sheet.tokens[hit.first];
                let rest = after_label(token.text, &draft.forms.lexicon.pattern(hit.pattern).key).unwrap_or_default();
                numbers.push(token.part(rest.trim_start_matches([':', '：', ' '])));
            }
        }
        if draft.stands_for(hit, |field| matches!(field, Field::Grade)) {
            draft.label_hit(hit);
            let next = hit.last + 1;
            if sheet.lines[line].tokens().contains(&next) {
                let token = sheet.tokens[next].clone();
                if draft.has_origin("/total/grade") {
                    continue;
                }
                draft.record.total.grade = draft.text("/total/grade", &[token], Joined::Split, 100);
            }
        }
    }
    for id in sheet.lines[line].tokens().filter(|&id| draft.is_free(id)) {
        numbers.extend(super::fund_cells::split_numbers(&sheet.tokens[id]));
    }
    numbers.retain(|token| token.shape.number().is_some());
    if !sheet.lines[line].hits.iter().any(|hit| draft.stands_for(hit, |field| field == Field::Total)) {
        draft.find(&codes::HEADER_LOST, "/total", "the label of the total is lost; the row was told by its full points", "");
    }
    let under = |token: &Token<'_>, span: Option<(u32, u32)>| span.is_some_and(|(from, to)| token.col < to && token.end > from);
    let full = Number::from_whole(draft.definition().rules.total);
    let is_full = |token: &Token<'_>| token.shape.number() == Some(full);
    // Of more than two numbers the headers tell which are meant: a reviewer may have a column.
    let alone_under = |span| {
        let mut found = numbers.iter().filter(|token| under(token, span));
        found.next().filter(|_| found.next().is_none())
    };
    let headed = (numbers.len() > 2).then(|| Some((alone_under(points.weight)?, alone_under(points.score)?))).flatten();
    let (weight, score) = match numbers.as_slice() {
        [first, second, ..] if headed.is_some_and(|(weight, _)| is_full(weight)) => {
            if headed.is_none_or(|(weight, score)| (weight.col, score.col) != (first.col, second.col)) {
                draft.find(&codes::ALIGNMENT_DOUBTFUL, "/total", "further numbers stand beside weight and score", first.text);
            }
            headed.map_or((None, None), |(weight, score)| (Some(weight), Some(score)))
        }
        [] => {
            draft.find(&codes::NUMBER_MISSING, "/total/score", "the total has no number", "");
            return;
        }
        [only] if !points.weighted || under(only, points.score) => (None, Some(only)),
        [only] if under(only, points.weight) && is_full(only) => (Some(only), None),
        [only] => {
            draft.find(&codes::ALIGNMENT_DOUBTFUL, "/total", "one number stands where weight and score are expected", only.text);
            if is_full(only) { (Some(only), None) } else { (None, Some(only)) }
        }
        // A dash that was read as a digit may follow a weight whose score is lost.
        [weight, other]
            if is_full(weight) && under(weight, points.weight) && points.score.is_some() && !under(other, points.score) =>
        {
            draft.find(&codes::ALIGNMENT_DOUBTFUL, "/total", "a number stands beside the column of scores", other.text);
            (Some(weight), Some(other))
        }
        [weight, score, rest @ ..] => {
            if !rest.is_empty() || !is_full(weight) {
                draft.find(&codes::ALIGNMENT_DOUBTFUL, "/total", "the numbers are not the full points and a score", weight.text);
            }
            (Some(weight), Some(score))
        }
    };
    // Pages repeat their totals, and so do hurried copies: the first stands.
    let known = (draft.record.total.weight, draft.record.total.score);
    if known != (None, None) || draft.has_origin("/total/score") || draft.has_origin("/total/weight") {
        let again = score.and_then(|token| token.shape.number());
        if again != known.1 {
            draft.find(&codes::DUPLICATE_LABEL, "/total", "the total occurs again with other numbers", numbers[0].text);
        }
        return;
    }
    if let Some(token) = weight {
        draft.record.total.weight = draft.number("/total/weight", token, 100);
    }
    match score {
        Some(token) => draft.record.total.score = draft.number("/total/score", token, 100),
        None => draft.find(&codes::NUMBER_MISSING, "/total/score", "the total has no score", ""),
    }
}

fn read_conclusion<'f>(
    draft: &mut Draft<'_, 'f>,
    line: usize,
    open: Option<ConclusionField>,
    texts: &mut [Vec<Token<'f>>; 3],
) -> Option<ConclusionField> {
    let sheet = draft.sheet;
    let mut field = open;
    let mut from = sheet.lines[line].first;
    let mut other = None;
    for hit in &sheet.lines[line].hits {
        let as_conclusion = |field| match field {
            Field::Conclusion(field) => Some(Some(field)),
            Field::Header(HeaderField::Other) => Some(None),
            _ => None,
        };
        let Some(meaning) = draft.meaning(hit, as_conclusion) else { continue };
        take(draft, field, from, hit.first, texts);
        let pattern = draft.forms.lexicon.pattern(hit.pattern);
        other = meaning.is_none().then(|| pattern.label.clone());
        field = meaning;
        from = hit.last + 1;
        if hit.whole {
            draft.label_hit(hit);
        } else {
            let token = &sheet.tokens[hit.first];
            let rest = after_label(token.text, &pattern.key).unwrap_or_default().trim_start_matches([':', '：', ' ']);
            if let Some(field) = field.filter(|_| !rest.is_empty()) {
                texts[field as usize].push(token.part(rest));
            }
        }
    }
    if sheet.lines[line].hits.is_empty()
        && let Some((pattern, meaning, _)) = draft.nearest(sheet.text(from), TOLERANCE, |field| match field {
            Field::Conclusion(field) => Some(field),
            _ => None,
        })
    {
        let pointer = ["/conclusion/evaluation", "/conclusion/problems", "/conclusion/improvements"][meaning as usize];
        let message = format!("read as the label {}", draft.forms.lexicon.pattern(pattern).label);
        draft.find(&codes::DAMAGED_LABEL, pointer, message, sheet.text(from));
        draft.label([from]);
        field = Some(meaning);
        from += 1;
    }
    if let Some(label) = other {
        let value: Vec<Token<'f>> =
            (from..sheet.lines[line].end).filter(|&id| draft.is_free(id)).map(|id| sheet.tokens[id].clone()).collect();
        header_values::other(draft, &label, &value);
        return None;
    }
    take(draft, field, from, sheet.lines[line].end, texts);
    field
}

fn take<'f>(draft: &Draft<'_, 'f>, field: Option<ConclusionField>, from: usize, to: usize, texts: &mut [Vec<Token<'f>>; 3]) {
    if let Some(field) = field {
        texts[field as usize].extend((from..to).filter(|&id| draft.is_free(id)).map(|id| draft.sheet.tokens[id].clone()));
    }
}

fn read_signatures(draft: &mut Draft<'_, '_>, line: usize) {
    let sheet = draft.sheet;
    let hits = &sheet.lines[line].hits;
    for (index, hit) in hits.iter().enumerate() {
        let as_signature = |field| match field {
            Field::SignOff(field) => Some(field),
            _ => None,
        };
        let Some(field) = draft.meaning(hit, as_signature) else { continue };
        let end = hits.get(index + 1).map_or(sheet.lines[line].end, |next| next.first);
        let mut value: Vec<Token<'_>> = Vec::new();
        if !hit.whole {
            let token = &sheet.tokens[hit.first];
            let key = &draft.forms.lexicon.pattern(hit.pattern).key;
            let rest = header::past_seal(after_label(token.text, key).unwrap_or_default());
            let rest = header::past_seal(rest.trim_start_matches([':', '：', ' '])).trim_start_matches([':', '：', ' ']);
            if !rest.is_empty() {
                value.push(token.part(rest));
            }
        }
        let junk = |id: &usize| sheet.tokens[*id].shape == Shape::Junk;
        value.extend(
            (hit.last + 1..end.max(hit.last + 1)).filter(|id| draft.is_free(*id) && !junk(id)).map(|id| sheet.tokens[id].clone()),
        );
        if hit.whole || value.is_empty() {
            draft.label_hit(hit);
        }
        let (value, unknown, _) = unknown::split(value);
        header_values::sign_off(draft, field, &value);
        unknown.into_iter().for_each(|field| header::place_unknown(draft, field));
    }
    read_note(draft, line);
}

/// What is left of a line below the form: a note with its label, or a field that no definition knows.
fn read_note(draft: &mut Draft<'_, '_>, line: usize) {
    let sheet = draft.sheet;
    let free: Vec<Token<'_>> =
        sheet.lines[line].tokens().filter(|&id| draft.is_free(id)).map(|id| sheet.tokens[id].clone()).collect();
    let Some(first) = free.first() else { return };
    let is_notes = |hit: &&crate::sheet::Hit| hit.whole && draft.stands_for(hit, |field| field == Field::Notes);
    if let Some(hit) = sheet.lines[line].hits.iter().find(is_notes) {
        let label = draft.forms.lexicon.pattern(hit.pattern).label.clone();
        let value: Vec<Token<'_>> = free.iter().filter(|token| token.id > hit.last).cloned().collect();
        draft.label_hit(hit);
        header_values::other(draft, &label, &value);
        return;
    }
    let noted = NOTES.iter().find_map(|word| Some((*word, first.text.strip_prefix(word)?)));
    let label = |rest: &str| rest.is_empty() || rest.starts_with([':', '：', '1', '.', ' ', '1']);
    if let Some((word, rest)) = noted.filter(|(_, rest)| label(rest)) {
        let own = rest.trim_start_matches([':', '：', ' ']);
        let value: Vec<Token<'_>> =
            (!own.is_empty()).then(|| first.part(own)).into_iter().chain(free[1..].iter().cloned()).collect();
        header::place_unknown(draft, unknown::Unknown { label: first.part(&first.text[..word.len()]), value });
    } else if free.len() > 1 && unknown::is_label(first)
        || first.in_table && unknown::split_label(first.text).is_some_and(|(_, own)| !own.is_empty())
    {
        let (_, fields, _) = unknown::split(std::iter::once(first.part("")).chain(free.iter().cloned()).collect());
        fields.into_iter().for_each(|field| header::place_unknown(draft, field));
    }
}
