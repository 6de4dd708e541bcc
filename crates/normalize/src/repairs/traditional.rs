//! Traditional characters in labels, as in copies that a converter of scripts made. Only labels are compared so; values stay as printed.

/// Each traditional character with its simplified form: of those whose simplified form the labels of forms have, the ones among the
/// frequently used characters of Big5.
#[rustfmt::skip]
const PAIRS: &[(char, char)] = &[
    ('來', '来'), ('侷', '局'), ('係', '系'), ('備', '备'), ('傚', '效'), ('債', '债'), ('價', '价'), ('億', '亿'), ('內', '内'),
    ('別', '别'), ('則', '则'), ('劃', '划'), ('動', '动'), ('務', '务'), ('區', '区'), ('參', '参'), ('員', '员'), ('問', '问'),
    ('啟', '启'), ('啣', '衔'), ('單', '单'), ('國', '国'), ('執', '执'), ('報', '报'), ('學', '学'), ('實', '实'), ('審', '审'),
    ('寫', '写'), ('專', '专'), ('對', '对'), ('導', '导'), ('屬', '属'), ('後', '后'), ('復', '复'), ('態', '态'), ('應', '应'),
    ('戶', '户'), ('採', '采'), ('搆', '构'), ('撥', '拨'), ('擔', '担'), ('據', '据'), ('擬', '拟'), ('數', '数'), ('時', '时'),
    ('曆', '历'), ('會', '会'), ('業', '业'), ('構', '构'), ('標', '标'), ('機', '机'), ('權', '权'), ('歷', '历'), ('歸', '归'),
    ('決', '决'), ('況', '况'), ('準', '准'), ('滿', '满'), ('濟', '济'), ('營', '营'), ('狀', '状'), ('現', '现'), ('環', '环'),
    ('產', '产'), ('異', '异'), ('當', '当'), ('發', '发'), ('眾', '众'), ('確', '确'), ('碼', '码'), ('稱', '称'), ('範', '范'),
    ('簽', '签'), ('籌', '筹'), ('籤', '签'), ('級', '级'), ('細', '细'), ('終', '终'), ('結', '结'), ('經', '经'), ('綜', '综'),
    ('編', '编'), ('縣', '县'), ('總', '总'), ('績', '绩'), ('繫', '系'), ('續', '续'), ('義', '义'), ('聯', '联'), ('職', '职'),
    ('與', '与'), ('萬', '万'), ('蓋', '盖'), ('處', '处'), ('號', '号'), ('補', '补'), ('製', '制'), ('複', '复'), ('見', '见'),
    ('規', '规'), ('計', '计'), ('設', '设'), ('註', '注'), ('証', '证'), ('評', '评'), ('話', '话'), ('說', '说'), ('調', '调'),
    ('請', '请'), ('論', '论'), ('證', '证'), ('議', '议'), ('負', '负'), ('財', '财'), ('責', '责'), ('費', '费'), ('資', '资'),
    ('賦', '赋'), ('質', '质'), ('購', '购'), ('較', '较'), ('轉', '转'), ('辦', '办'), ('週', '周'), ('進', '进'), ('運', '运'),
    ('過', '过'), ('達', '达'), ('釋', '释'), ('釦', '扣'), ('銜', '衔'), ('錶', '表'), ('長', '长'), ('門', '门'), ('開', '开'),
    ('間', '间'), ('閤', '合'), ('關', '关'), ('際', '际'), ('離', '离'), ('電', '电'), ('韆', '千'), ('響', '响'), ('項', '项'),
    ('預', '预'), ('領', '领'), ('題', '题'), ('額', '额'), ('類', '类'), ('餘', '余'), ('體', '体'), ('髮', '发'), ('點', '点'),
    ('齣', '出'),
];

/// The simplified form of a traditional character that labels use.
pub(crate) fn fold(c: char) -> Option<char> {
    let at = PAIRS.binary_search_by_key(&c, |&(traditional, _)| traditional).ok()?;
    Some(PAIRS[at].1)
}

/// Length in bytes of the reading aid that `text` starts with: `(biāo)`, which converters set behind a character.
pub(crate) fn reading_aid(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(['(', '（'])?;
    let length = inner.find(|c: char| !c.is_ascii_lowercase() && !is_toned(c)).filter(|&length| length <= MAX_READING)?;
    let closing = inner[length..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
    inner[..length].contains(is_toned).then(|| text.len() - inner.len() + length + closing.len_utf8())
}

/// Longest syllable in bytes: `zhuāng`, of six letters, one or two of them of two bytes.
const MAX_READING: usize = 8;

fn is_toned(c: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stand_in_order_and_fold() {
        assert!(PAIRS.is_sorted());
        assert_eq!("績效指標".chars().map(|c| fold(c).unwrap_or(c)).collect::<String>(), "绩效指标");
        assert_eq!(fold('绩'), None);
    }

    #[test]
    fn a_reading_aid_is_a_toned_syllable() {
        assert_eq!(reading_aid("(biāo)值"), Some(7));
        assert_eq!(reading_aid("（shù）"), Some(10));
        assert_eq!(reading_aid("(kg)"), None);
        assert_eq!(reading_aid("(B/A)"), None);
        assert_eq!(reading_aid("(biāo"), None);
    }
}
