//! Every code that a finding, a repair or a check can carry, in one place.
//!
//! Codes are stable: a code is never renamed and never used again for something else. `jixiao explain CODE` prints an entry, and
//! the table in the README is generated from this list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know; the value stands.
    Info,
    /// Look at the paper before you rely on the value.
    Warning,
    /// The value is missing, or contradicts others.
    Error,
}

/// How safe a repair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// One possible meaning: applied, listed in the provenance.
    Certain,
    /// Applied and flagged for review.
    Likely,
    /// Never applied: the finding says what it might have been.
    ReportOnly,
}

/// What a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFamily {
    /// The input as a whole: encoding, limits, structure.
    Input,
    /// A mended character or word.
    Repair(Safety),
    /// A doubt about what the paper says or where on the form it belongs.
    Reading,
    /// A rule of the form itself; carried by checks, and by a finding where the check fails.
    Check,
    /// A pattern that reviewers ask about, in values taken as read. It is no doubt about the reading: it counts neither among the
    /// warnings of a record nor for `--fail-on`.
    Analytic,
}

/// One code and its documentation.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name.
    pub id: &'static str,
    /// What it is about.
    pub family: CodeFamily,
    /// Severity of its findings.
    pub severity: Severity,
    /// What it says, in one sentence.
    pub what: &'static str,
    /// Why it happens or why it matters.
    pub why: &'static str,
    /// An example from practice.
    pub example: &'static str,
}

impl Code {
    /// Whether a finding with this name is of the family [`CodeFamily::Analytic`].
    pub fn is_analytic(id: &str) -> bool {
        Code::find(id).is_some_and(|code| code.family == CodeFamily::Analytic)
    }

    /// The entry with this name.
    pub fn find(id: &str) -> Option<&'static Code> {
        ALL.iter().copied().find(|code| code.id == id)
    }
}

macro_rules! codes {
    ($($name:ident = $id:literal, $family:expr, $severity:ident, $what:literal, $why:literal, $example:literal;)*) => {
        $(
            #[doc = $what]
            pub const $name: Code =
                Code { id: $id, family: $family, severity: Severity::$severity, what: $what, why: $why, example: $example };
        )*

        /// Every code, by family and in the order of this file.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

use CodeFamily::{Analytic, Check, Input, Reading, Repair};
use Safety::{Certain, Likely, ReportOnly};

codes! {
    UNDECODABLE_BYTES = "undecodable-bytes", Input, Warning,
        "Bytes that the encoding of the file does not explain stand as U+FFFD.",
        "Mixed encodings and cut transfers leave bytes without a meaning; they are shown, never guessed.",
        "a GB18030 file with one line pasted in UTF-8";
    ENCODING_GUESSED = "encoding-guessed", Input, Info,
        "The file names no encoding; it was told from the bytes.",
        "Exports rarely carry a byte-order mark.",
        "GB18030 told from byte pairs";
    CONTROL_CHARACTERS = "control-characters", Input, Info,
        "Control characters other than tabs and line ends were read as blanks.",
        "Terminal captures and old exports carry them.",
        "a form feed between pages";
    TABLE_TRUNCATED = "table-truncated", Input, Warning,
        "A table breaks off: markup that opens it is never closed.",
        "Exports are cut at size limits; what was read before the cut stands.",
        "`<table><tr><td>` at the end of a file";
    LIMIT_REACHED = "limit-reached", Input, Error,
        "A limit stopped the reading; the message names it.",
        "Limits keep hostile files from filling memory or time.",
        "more rows than the reader takes";
    BINARY_INPUT = "binary-input", Input, Error,
        "The bytes are no text and no format that can be read.",
        "Archives hold pictures and programs under any name.",
        "an executable named 自评表.txt";
    TEXT_LAYER_UNMAPPED = "text-layer-unmapped", Input, Warning,
        "Characters of a page are printed with a font that says nothing of their Unicode; they stand as U+FFFD.",
        "Some programs embed fonts without the table that text extraction needs; only recognition of the image can read such a page.",
        "a subset font with Identity-H and no ToUnicode";
    TEXT_LAYER_INVISIBLE = "text-layer-invisible", Input, Info,
        "Text of a page is painted without ink: another program recognised it from an image.",
        "Scanners write their recognition under the picture; it is as good as that program was.",
        "a scan saved as a searchable PDF";
    PAGE_DAMAGED = "page-damaged", Input, Warning,
        "A part of a page could not be decoded and is missing.",
        "Files are cut off or altered in transfer; what could be decoded stands.",
        "a page whose content stream breaks off";

    SCAN_NOT_READ = "scan-not-read", Input, Error,
        "A page is a picture and was not read.",
        "The weights for reading scans were not fetched, or `--ocr never` was given.",
        "`jixiao fetch-models` fetches them once";
    SCAN_WITHOUT_TEXT = "scan-without-text", Input, Info,
        "No text was found in the picture of a page.",
        "Backs of sheets are blank, and photographs have no text.",
        "a blank page of a scanned file";
    SCAN_COLOUR_SET_ASIDE = "scan-colour-set-aside", Input, Warning,
        "Coloured ink on a page that is a picture was set aside; what it says is not read.",
        "Seals and signatures lie over the text; text that is printed in colour is lost with them.",
        "a red seal over the signatures, or a score written in red";
    SCAN_OF_TWO_PAGES = "scan-of-two-pages", Input, Info,
        "A picture shows two pages side by side; they were read one after the other.",
        "An open book on the glass, or two sheets on one picture; places are those of the picture.",
        "a report of A4 that was scanned on A3";

    WRAPPED_TEXT_SPACE = "wrapped-text-space", Repair(Certain), Info,
        "A space between Han characters, left by a wrapped line, was closed.",
        "Chinese has no spaces between characters; exports put one where the cell broke its line.",
        "`工作人员满意 度` is 工作人员满意度";
    JUSTIFIED_SPACING = "justified-spacing", Repair(Certain), Info,
        "Spaces spread through a text to fill its line were closed.",
        "Typesetters stretch short lines by spacing characters apart.",
        "`有 效 保 障` is 有效保障";
    MARKUP_SHARD = "markup-shard", Repair(Likely), Info,
        "Markup tags that are not part of the text were removed.",
        "Recognition tools that emit HTML leave tags behind.",
        "`<b>述情况</b>`";
    RADICAL_FOR_IDEOGRAPH = "radical-for-ideograph", Repair(Certain), Info,
        "A CJK radical character stood for the ideograph of the same shape.",
        "Fonts map one glyph to both; browsers and macOS write the radical into PDF files.",
        "⽬ (U+2F6C) is 目";
    SHARED_GLYPH_VARIANT = "shared-glyph-variant", Repair(Certain), Info,
        "A variant that shares its glyph with the simplified character was replaced by it.",
        "One glyph, two code points; recognition of simplified text yields Japanese or traditional forms.",
        "戶 is 户, 効 is 效";
    COMPATIBILITY_FORM = "compatibility-form", Repair(Certain), Info,
        "Full-width digits, letters and signs in a number or label were read as their ASCII forms.",
        "Typists switch input methods inside one cell.",
        "`１２．５` is 12.5";
    GROUPED_DIGITS = "grouped-digits", Repair(Certain), Info,
        "Separators between groups of three digits were left out.",
        "Amounts are printed with or without them, within one form.",
        "`215,457.6` is 215457.6";
    SPLIT_TEXT = "split-text", Repair(Likely), Info,
        "A text that was cut at column borders was joined again.",
        "Merged cells are cut where the columns of other rows run.",
        "`深圳市社会` `保险基金管理局`";
    SPLIT_LABEL = "split-label", Repair(Certain), Info,
        "A label that was cut at a column border was recognised from its pieces.",
        "Merged cells are cut where the columns of other rows run.",
        "`预` `期目标`";
    DAMAGED_LABEL = "damaged-label", Repair(Likely), Info,
        "A label was recognised although some of its characters are wrong or missing.",
        "Recognition confuses similar characters.",
        "`効益均标` is 效益指标";
    PERCENT_SIGN_IMPLIED = "percent-sign-implied", Repair(Likely), Info,
        "A rate without a percent sign was read as a percentage.",
        "Forms print the sign in the header, or leave it out; what was spent and budgeted, or the size of the number, tells.",
        "`93.77` under 执行率 is 0.9377";
    DASH_VARIANT = "dash-variant", Repair(Certain), Info,
        "A sign that stands for the dash of an empty cell was read as empty.",
        "A long dash is recognised as `_`, `-` or `一`.",
        "`_` under 分值";
    DASH_READ_AS_ONE = "dash-read-as-one", Repair(Likely), Warning,
        "A lone `1` where the form prints a dash was read as empty.",
        "A long dash is recognised as the digit 1; every other row of the block has a dash there.",
        "`1` under 分值 of 其他资金";
    MERGED_CELL = "merged-cell", Repair(Likely), Warning,
        "One cell held the values of several columns; it was cut at its blanks.",
        "Exports merge neighbours whose border was not seen.",
        "`10.0 9.5` under 分值 and 得分";
    JUNK_IGNORED = "junk-ignored", Repair(Likely), Info,
        "Text without any place in the form was set aside; it stands in `unplaced`.",
        "Stamps, side labels and rulings are recognised as characters.",
        "`יהוםנ`, `1000…000`";
    READING_CHOSEN = "reading-chosen", Repair(Likely), Warning,
        "Another reading of the scan was taken, which the recogniser also held possible.",
        "The likeliest characters were no number, or made a sum fail that one other likely reading satisfies.",
        "`72:97` is 72.97; `330000.00` is 380000.00, since the sources add up to that";
    DAMAGED_COMPARATOR = "damaged-comparator", Repair(ReportOnly), Warning,
        "The first character may be a damaged comparator.",
        "`≥` is recognised as 2, `≤` as W; the text stands as read.",
        "`290%` may be ≥90%";

    NO_FORM = "no-form", Input, Info,
        "The input has no performance form.",
        "Most files of an archive have none.",
        "a budget table";
    LEVEL1_LABEL_DISPLACED = "level1-label-displaced", Reading, Info,
        "The first-level label is printed on another row of its group.",
        "The label of a merged cell lands on any row of the cell; the rows belong to it by their second level.",
        "效益指标 printed beside 满意度指标";
    LEVEL1_LABEL_INFERRED = "level1-label-inferred", Reading, Warning,
        "No first-level label could be read; the branch was told from the second level.",
        "The label was lost or damaged beyond recognition.",
        "数量指标 belongs to 产出指标";
    LEVEL2_LABEL_INFERRED = "level2-label-inferred", Reading, Warning,
        "The row has no second-level label of its own; its kind was inferred.",
        "Told from the labels above and below, the fixed order of the kinds, and the words of the indicator.",
        "培训人群覆盖率 below 质量指标";
    LEVEL2_LABEL_DISPLACED = "level2-label-displaced", Reading, Warning,
        "The second-level label is printed on another row of its group.",
        "The label of a merged cell lands on any row of the cell.",
        "数量指标 printed beside the second of two rows";
    FUND_LABEL_INFERRED = "fund-label-inferred", Reading, Warning,
        "The row of a source of money has no label; its kind was told from its place.",
        "The label was lost or damaged beyond recognition.",
        "a row of amounts below 上年结转资金";
    COLUMN_SHIFTED = "column-shifted", Reading, Warning,
        "The row's cells do not stand under their headers; they were placed by what they hold.",
        "Exports drop or add cells, and the rest of the row moves.",
        "a score under 偏差原因";
    HEADER_LOST = "header-lost", Reading, Warning,
        "The header of a block or of a column could not be read; columns were told from what they hold.",
        "Header rows are dropped or recognised as junk.",
        "no 实际完成值 above the values";
    ALIGNMENT_DOUBTFUL = "alignment-doubtful", Reading, Warning,
        "Another reading of the row is nearly as good.",
        "The cells fit more than one set of columns.",
        "one number where 分值 and 得分 are expected";
    NUMBER_UNREADABLE = "number-unreadable", Reading, Error,
        "Text stands where the form has a number.",
        "The number was damaged; it is `null`, and the text is in the finding.",
        "`1O.0` under 分值";
    LOW_CONFIDENCE = "low-confidence", Reading, Warning,
        "The reader is not sure of these characters, or of the cell that they stand in.",
        "Print of a scan that is faint, blurred, specked or under a seal, or a table whose cells no line bounds; the value is the likeliest reading.",
        "a 3 that may be an 8";
    NUMBER_MISSING = "number-missing", Reading, Warning,
        "A number that other rows of the block have is absent.",
        "The export lost it, or the form was never filled in.",
        "no 得分 in one row";
    POINTS_UNPROVED = "points-unproved", Reading, Info,
        "No sum could prove the points of this row.",
        "A weight, a score or the total is missing, so a wrong digit in the others would not be noticed.",
        "one score lost among ten";
    AMOUNT_UNPROVED = "amount-unproved", Reading, Info,
        "No sum could prove this amount.",
        "An amount of its column is missing, so a wrong digit in the others would not be noticed.",
        "the total lost above its sources";
    TEXT_IMPLAUSIBLE = "text-implausible", Reading, Warning,
        "The text does not divide into words: it may be damaged.",
        "Recognition of small or stamped type yields characters at random.",
        "`又山沙从日` as a project name";
    TEXT_CUT = "text-cut", Reading, Warning,
        "The text seems to break off.",
        "Exports cut cells at their border.",
        "`采购耗材、办`";
    TEXT_SHREDDED = "text-shredded", Reading, Warning,
        "The text was put together from pieces of several cells or rows and may have gaps.",
        "A long text over merged columns is cut at each border, with losses.",
        "an overall goal over four columns";
    FIELD_MISSING = "field-missing", Reading, Warning,
        "The form prints the label but no value could be read.",
        "The value was lost, or the form was never filled in.",
        "项目名称 with an empty cell";
    VALUE_BELONGS_ELSEWHERE = "value-side-doubtful", Reading, Warning,
        "A text between two columns may belong to either.",
        "One of two neighbouring cells is empty, and the other's place is between them.",
        "a goal text between 预期目标 and 实际完成情况";
    UNIT_UNKNOWN = "unit-unknown", Reading, Info,
        "The unit of the amounts is not printed or could not be read.",
        "Amounts of such a form must not be compared with another's.",
        "项目资金 without (元) or (万元)";
    DUPLICATE_LABEL = "duplicate-field", Reading, Warning,
        "A label occurs twice with different values; the first stands.",
        "Pages repeat their header, or two forms were not told apart.",
        "two values for 主管部门";
    UNKNOWN_FORM = "unknown-form", Reading, Warning,
        "The labels fit no form definition well; the nearest was used.",
        "A new template: add a definition with `--forms`.",
        "half of the labels unknown";
    READERS_DISAGREE = "readers-disagree", Reading, Warning,
        "Another reader does not find the number on its page.",
        "With `--second-reader`; one of the two readings of the file is wrong, or the number is printed in pieces.",
        "9.5 here, 9.6 there";
    SECOND_READER_FAILED = "second-reader-failed", Reading, Info,
        "The second reader could not read the page, so it proves nothing.",
        "With `--second-reader`; it knows fewer fonts than this program, and fails on many files.",
        "a page printed with a font that is not embedded";

    FUND_SUM = "fund-sum", Check, Error,
        "The sources of money add up to the total, in each column.",
        "Tolerance 0.01 in the printed unit.", "80000.00 = 0.00 + 0.00 + 80000.00";
    SUM_ROUNDING = "sum-rounding", Check, Info,
        "A sum holds exactly, not only within its tolerance.",
        "Forms print sums of printed numbers; a small difference may be rounding, or a wrong digit.", "97.3 printed, 97.34 added up";
    RATE = "rate", Check, Warning,
        "The printed rate is executed over budget.",
        "Tolerance half a unit of the last printed digit, and one unit more with a note.", "72976 / 80000 = 0.91";
    EXEC_SCORE = "exec-score", Check, Error,
        "The score for execution is its weight times the rate, at most the weight.",
        "Forms multiply the printed rate; within 0.01 of that, or within max(0.01, weight × 0.005) of the exact rate.", "10 × 0.91 = 9.10";
    EXEC_CAP = "exec-cap", Check, Info,
        "Executed is at most the budget.", "More was spent than budgeted; the score is capped.", "1268.72 of 1172.55";
    BUDGET_ZERO = "budget-zero", Check, Warning,
        "The budget is not zero.", "The rate of a zero budget is undefined.", "0.00";
    WEIGHT_SUM = "weight-sum", Check, Error,
        "The weights of the indicators and of execution add up to 100.",
        "Where execution stands outside the printed total, the indicators alone do.", "90 + 10";
    LEVEL_WEIGHT = "level-weight", Check, Warning,
        "The weights of a branch add up to the number in its label.", "Tolerance 0.01.", "产出指标(50分)";
    SCORE_SUM = "score-sum", Check, Error,
        "The scores of the indicators and of execution add up to the total.", "Tolerance 0.05.", "98.1";
    SCORE_RANGE = "score-range", Check, Error,
        "A score lies between 0 and its weight.", "Tolerance 0.001.", "9.5 of 10";
    REASON_REQUIRED = "reason-required", Check, Warning,
        "A score below its weight has a reason.", "The forms ask for one.", "9.0 of 10 without text";
    OVER_DELIVERY = "over-delivery", Check, Info,
        "The actual value is below 1.2 times the target, or has a reason.",
        "A target set too low is marked down by the degree of deviation.", "24000 for 20000";
    UNDER_FULL = "under-full", Check, Warning,
        "A missed quantitative target does not have the full score.", "Only for numbers that could be read.", "19 of 20, 10 points";
    MET_NOT_FULL = "met-not-full", Check, Info,
        "A met target has the full score.", "Reviewers deduct at their discretion, with a reason.", "90% for 85%, 9 of 10";
    NA_WEIGHT = "na-weight", Check, Warning,
        "An indicator that is not applicable has weight and score 0.", "", "不适用";
    TARGET_BLANK = "target-blank", Check, Warning,
        "A weighted indicator has a target and an actual value.", "Lost in the export, or never filled in.", "weight 10 without a target";
    PLACEHOLDER = "placeholder", Check, Warning,
        "No placeholder of the template is left.", "Published with the prompts still in.", "`XX`, `**`, `……`";
    PERCENT_RANGE = "percent-range", Check, Info,
        "A percentage is at most 100.", "Possible for growth, odd for coverage.", "120%";
    COST_SIGN = "cost-sign", Check, Info,
        "A cost target is an upper bound.", "A lower bound on a cost is probably a slip.", "≥5万元";
    FUND_SOURCE_SHIFT = "fund-source-shift", Check, Info,
        "Money stays with its source between initial and full-year budget.",
        "All of it moved from one source to another.", "其他资金 at first, 财政拨款 later";
    GRADE_MATCH = "grade-match", Check, Warning,
        "The printed grade fits the total.", "优 from 90, 良 from 80, 中 from 60; a second scale has 80, 70, 60.", "优 with 78";

    SCORE_OUTRUNS_SPENDING = "score-outruns-spending", Analytic, Info,
        "The indicators' share of their points exceeds the share for execution by more than 5 % of itself.",
        "A rule of a finance-system product, there shown in red: (indicators/90 − execution/10) / (indicators/90) > 5 %.",
        "87.5 of 90 beside 8.7 of 10";
    BUDGET_UNSPENT = "budget-unspent", Analytic, Info,
        "More than a fifth of the budget is unspent, or the budget is zero.",
        "A rule of a finance-system product, there shown in yellow.",
        "2313885.36 of 2984798.00";
    FULL_MARKS_LOW_EXECUTION = "full-marks-low-execution", Analytic, Info,
        "Every indicator has its full points, though more than a fifth of the budget is unspent.",
        "Either the targets were easy or the work was done without the money; both are worth a question.",
        "90 of 90 with 70 % executed";
    TARGETS_MET_EXACTLY = "targets-met-exactly", Analytic, Info,
        "Every weighted indicator reports its target as its result and has its full points.",
        "Results copied from targets look like this; three indicators at least, since two may well agree.",
        "90%, 及时 and 提升 in both columns";
    ZERO_QUANTITY_FULL_QUALITY = "zero-quantity-full-quality", Analytic, Info,
        "A quantity of zero was reached, and a quality of a hundred per cent has its full points.",
        "The share of nothing says nothing.",
        "0 of 4 cases, 100 % of them closed";
    REASON_REPEATED = "reason-repeated", Analytic, Info,
        "The same reason stands in the forms of several projects.",
        "Found by `jixiao run` among all its inputs. Texts of fewer than 8 characters, such as 无, do not count.",
        "参考市局检查情况填写,酌情扣分。 for four projects";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_and_documented() {
        let mut ids: Vec<_> = ALL.iter().map(|code| code.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len(), "a code stands twice");
        for code in ALL {
            assert!(code.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", code.id);
            assert!(code.what.ends_with('.') && !code.example.is_empty(), "{}", code.id);
        }
    }
}
