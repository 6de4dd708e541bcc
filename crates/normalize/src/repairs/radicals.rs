//! `radical-for-ideograph`: CJK radical characters where the ideograph of the same shape is meant.

use jixiao_model::{Code, codes};

/// U+2F00 to U+2FD5 (Kangxi radicals), in code order: the ideograph of each, from Unicode's EquivalentUnifiedIdeograph.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// CJK radicals supplement: radicals with an ideograph of the same shape, from Unicode's EquivalentUnifiedIdeograph.
const SUPPLEMENT: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺅', '亻'),
    ('⺈', '⺈'),
    ('⺉', '刂'),
    ('⺊', '卜'),
    ('⺋', '㔾'),
    ('⺎', '尣'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺔', '彑'),
    ('⺖', '忄'),
    ('⺗', '㣺'),
    ('⺘', '扌'),
    ('⺙', '攵'),
    ('⺛', '旡'),
    ('⺝', '月'),
    ('⺞', '歺'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '氵'),
    ('⺢', '氺'),
    ('⺣', '灬'),
    ('⺤', '爫'),
    ('⺦', '丬'),
    ('⺨', '犭'),
    ('⺪', '𤴔'),
    ('⺫', '罒'),
    ('⺬', '示'),
    ('⺭', '礻'),
    ('⺮', '𥫗'),
    ('⺯', '糹'),
    ('⺰', '纟'),
    ('⺱', '罓'),
    ('⺲', '罒'),
    ('⺶', '羋'),
    ('⺹', '耂'),
    ('⺺', '肀'),
    ('⺼', '月'),
    ('⺾', '艹'),
    ('⻀', '艹'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻃', '覀'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻈', '讠'),
    ('⻉', '贝'),
    ('⻊', '𧾷'),
    ('⻋', '车'),
    ('⻌', '辶'),
    ('⻍', '辶'),
    ('⻎', '辶'),
    ('⻏', '阝'),
    ('⻐', '钅'),
    ('⻑', '長'),
    ('⻒', '镸'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻕', '𨸏'),
    ('⻖', '阝'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻞', '𩙿'),
    ('⻟', '飠'),
    ('⻠', '饣'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '斉'),
    ('⻬', '齐'),
    ('⻭', '歯'),
    ('⻮', '齿'),
    ('⻯', '竜'),
    ('⻰', '龙'),
    ('⻱', '龜'),
    ('⻲', '亀'),
    ('⻳', '龟'),
];

/// The ideograph that a radical character stands for, in its simplified-text form where the glyph is shared.
pub(crate) fn fold(c: char) -> Option<char> {
    let ideograph = match c {
        '\u{2f00}'..='\u{2fd5}' => KANGXI.chars().nth(c as usize - 0x2f00),
        '\u{2e80}'..='\u{2ef3}' => SUPPLEMENT.iter().find(|(radical, _)| *radical == c).map(|(_, ideograph)| *ideograph),
        _ => None,
    }?;
    Some(super::variants::fold(ideograph).unwrap_or(ideograph))
}

/// Every radical character as its ideograph.
pub(super) fn repair(text: &str) -> Option<(&'static Code, String)> {
    text.chars()
        .any(|c| fold(c).is_some())
        .then(|| (&codes::RADICAL_FOR_IDEOGRAPH, text.chars().map(|c| fold(c).unwrap_or(c)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_ideographs() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(repair("项⽬部⻔").map(|(_, text)| text).as_deref(), Some("项目部门"));
        assert_eq!(fold('⼾'), Some('户'));
        assert_eq!(fold('⿕'), Some('龠'));
        assert_eq!(repair("项目"), None);
    }
}
