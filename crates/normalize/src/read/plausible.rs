//! Whether a short text reads as sound Chinese (DOMAIN.md §7.2: `又山沙从日`, `采购耗材、办`).

use std::{cell::LazyCell, sync::LazyLock};

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};

use crate::repairs::is_han;

/// Single characters that may well end a name: measures, offices, persons, things. Of the characters that end nouns of three and
/// more characters in a large word list, those that make such an ending out of a whole word at least a third as often as they begin
/// a word themselves.
const ENDINGS: &str = "费率数量度性化额款金员人者户局处科所站院校委办会部室厅组队中心县市区镇乡村街道等\
    次场件台套个份目期表案书法制权税证物品车房路桥网点线库店厂业类级式型好高低快感力\
    值况识机器子儿学剂家版山河地片体板门团图病界管色城长系国州卡语面港口岛奖赛纸油师\
    水号箱史花头课论商声出带仪馆班炎层素价灯亚派报省节生军计症湖族单于药形球战词方间\
    术画社状手园官酸楼船树气粉党液本菜文斯集盒湾林圈杯袋票牌装码曲泵兵行镜字石肉炉王\
    草架股服流包通群角话女时题观皮戏盘虫源能位信寺布司货鱼键剧日南成钱事记令罪池舱瓶\
    西海盐酒膜堂格关质鞋柜簿士汤波情热录洲展饭床歌菌府利味名座沟笔矿音江券条阀马稿洞\
    段游墙教丝塔栏风裤光弹电链刀舞署帽汁罐屋根用像宫胶井茶星糖符鸡骨针岭钢棉饼漆钙果\
    枪炮衣诗脉岩比杆砖北篇筒络牙谷窗鬼眼土夫程舰乐势孔胺材精边兰纳衫态轴席基锅铺庙旗\
    峰田环叶克艇讯营鸟匠夹册籍句谱瘤母椅槽民具棒酱料币轮岗徒堡照差块畔盖痛坝年迷险腺\
    乳壳碱峡膏框页虎洋溪桌坡亭榜穴说丸蛋俩极扇柱秀锁堆幕卷律狗域粮元功和志钳身纪窝核\
    嘴经阵霜拳粥种猪腔垫醇泉藤礼理章贴爷帐邦盟硅坊象活伞务罩汉客瓦郎妹绳哨";

thread_local! {
    // Built once a thread: the segmenter is not made for sharing.
    static SEGMENTER: LazyCell<WordSegmenterBorrowed<'static>> =
        LazyCell::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It does not divide into words.
    Implausible,
    /// It seems to break off.
    Cut,
}

/// What is wrong with `text`, if anything.
pub(super) fn doubt(text: &str) -> Option<Doubt> {
    let han = text.chars().filter(|&c| is_han(c)).count();
    if han < 2 {
        return None;
    }
    if has_strange_characters(text) {
        return Some(Doubt::Implausible);
    }
    if text.ends_with(['、', ',', '，', ':', '：', ';', '；', '(', '（']) {
        return Some(Doubt::Cut);
    }
    SEGMENTER.with(|segmenter| {
        let mut lone = 0;
        let mut last = ("", "");
        let mut from = 0;
        for to in segmenter.segment_str(text).skip(1) {
            let word = &text[from..to];
            from = to;
            let mut chars = word.chars();
            let single = chars.next().is_some_and(is_han) && chars.next().is_none();
            lone += usize::from(single);
            last = (last.1, word);
        }
        // Nine of ten characters are words of their own: no Chinese name reads so. The dictionary is small; a share of eight in ten
        // is common where it lacks the terms of a trade, and so are four characters that make a name (`水陆联运`).
        if han >= 5 && lone * 10 >= han * 9 {
            return Some(Doubt::Implausible);
        }
        let (before, end) = last;
        let mut end_chars = end.chars();
        let single = end_chars.next().filter(|&c| is_han(c) && end_chars.next().is_none());
        // A lone character dangles after a mark, after a word, or after a character that ends a name already (`费|项`). After
        // another lone character the two may be a word that the dictionary lacks.
        let mut before_chars = before.chars();
        let before_single = before_chars.next().filter(|&c| is_han(c) && before_chars.next().is_none());
        let ends_well = single.is_some_and(|c| ENDINGS.contains(c));
        let dangles = match before_single {
            Some(ending) => ENDINGS.contains(ending) && !ends_well,
            None => !(ends_well && before.chars().any(is_han)),
        };
        single.filter(|_| han >= 3 && dangles && !ends_in_word(text)).map(|_| Doubt::Cut)
    })
}

/// Whether the last two or three characters are a word by themselves: inside a longer text the dictionary may divide them
/// otherwise (`受益人|口`).
fn ends_in_word(text: &str) -> bool {
    SEGMENTER.with(|segmenter| {
        [2, 3].into_iter().any(|count| {
            let at = text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
            let tail = &text[at..];
            tail.chars().all(is_han) && tail.chars().count() == count && segmenter.segment_str(tail).nth(1) == Some(tail.len())
        })
    })
}

/// Whether a word of the dictionary goes on from the end of one text to the beginning of another.
pub(super) fn is_cut_inside_word(before: &str, after: &str) -> bool {
    /// Characters of each side that are looked at: longer words are rare.
    const REACH: usize = 4;
    let tail = before.char_indices().rev().take(REACH).take_while(|&(_, c)| is_han(c)).last().map_or(before.len(), |(at, _)| at);
    let head: String = after.chars().filter(|c| !c.is_whitespace()).take(REACH).take_while(|&c| is_han(c)).collect();
    let seam = before.len() - tail;
    if seam == 0 || head.is_empty() {
        return false;
    }
    let text = format!("{}{head}", &before[tail..]);
    SEGMENTER.with(|segmenter| !segmenter.segment_str(&text).any(|end| end == seam))
}

/// Whether a short text is a shard of a stamp or of a picture: no mark of a sentence, every character by itself, and not all of them Han
/// characters (`1日1小`), which may be what a cut left of a sentence (`护参保人`).
pub(super) fn is_shard(text: &str) -> bool {
    /// Fewest characters: two or three may be a rest of a text that was cut.
    const FEWEST: usize = 4;
    let mended = crate::repairs::mend(text).text;
    let chars = mended.chars().filter(|c| !c.is_whitespace()).count();
    if !(FEWEST..=2 * FEWEST).contains(&chars) || mended.contains(['，', '。', '；', '、', ',', ';', '.', '%']) {
        return false;
    }
    let alone = SEGMENTER.with(|segmenter| {
        let ends: Vec<usize> = segmenter.segment_str(&mended).collect();
        ends.windows(2).all(|word| mended[word[0]..word[1]].chars().count() == 1)
    });
    let han = mended.chars().filter(|&c| is_han(c)).count();
    alone && (2..chars).contains(&han)
}

/// Whether a short text divides into words of the dictionary, but for a last character that may end a name. Damaged labels do not.
pub(super) fn is_sound(text: &str) -> bool {
    let text: String = crate::repairs::mend(text).text.chars().filter(|c| !c.is_whitespace()).collect();
    if has_strange_characters(&text) {
        return false;
    }
    SEGMENTER.with(|segmenter| {
        let ends: Vec<usize> = segmenter.segment_str(&text).skip(1).collect();
        let mut from = 0;
        let mut lone = 0;
        for &to in &ends {
            let word = &text[from..to];
            from = to;
            let mut chars = word.chars();
            let single = chars.next().filter(|&c| is_han(c) && chars.next().is_none());
            if let Some(c) = single {
                lone += if to == text.len() && ENDINGS.contains(c) || "及和与或的".contains(c) { 0 } else { 1 };
            }
        }
        lone == 0 || lone == 1 && text.chars().count() > 4
    })
}

/// Whether a text has characters that simplified Chinese does not use: other scripts, traditional forms (outside GB 2312), a lone
/// Latin letter between Han characters, such as the R of `社会倪R险`.
pub(super) fn has_strange_characters(text: &str) -> bool {
    text.chars().any(|c| is_foreign(c) || is_han(c) && !is_common(c)) || lone_latin_inside(text)
}

/// Whether a Han character is in GB 2312, the set that simplified text is written with.
fn is_common(c: char) -> bool {
    const FIRST: u32 = 0x4e00;
    /// One bit for each of U+4E00 to U+9FFF.
    static COMMON: LazyLock<[u64; 328]> = LazyLock::new(|| {
        let mut common = [0; 328];
        for lead in 0xb0..=0xf7u8 {
            let row: Vec<u8> = (0xa1..=0xfeu8).flat_map(|trail| [lead, trail]).collect();
            let (text, _) = encoding_rs::GBK.decode_without_bom_handling(&row);
            for bit in text.chars().filter_map(|c| u32::from(c).checked_sub(FIRST)) {
                if let Some(word) = common.get_mut(bit as usize / 64) {
                    *word |= 1 << (bit % 64);
                }
            }
        }
        common
    });
    let bit = u32::from(c).wrapping_sub(FIRST);
    COMMON.get(bit as usize / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

/// Letters of scripts that no form uses.
fn is_foreign(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii() && !is_han(c) && !('\u{2e80}'..='\u{ffef}').contains(&c)
}

/// A lone Latin letter between Han characters, such as the R of `社会R险基金`.
fn lone_latin_inside(text: &str) -> bool {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    chars.windows(3).any(|three| {
        is_han(three[0])
            && three[1].is_ascii_alphabetic()
            && is_han(three[2])
            && !matches!(three[1], 'A' | 'B' | 'C' | 'D' | 'X' | 'Y' | 'Z')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_names_raise_no_doubt() {
        for name in [
            "社保政策法规培训业务",
            "采购耗材数量",
            "成本控制率",
            "工作人员满意度",
            "培训对象满意度",
            "维修工程完工率",
            "深圳市社会保险基金管理局",
            "道路照明设施维护及时性",
            "单位财务管理工作合法合规",
            "社区居民满意度、幸福感",
            "异地案件调查取证结案率",
            "公共文化场馆免费开放",
            "就诊患者技能提升情况",
            "城区道路日常养护项目",
            "困难群众救助补助资金",
            "中江县第一人民医院",
            "上海市普陀区体育事业管理中心",
            "参保人对社保政策知晓度",
            "市图书馆",
            "受益人口",
            "新建供水管网",
            "牧民",
            "草原工作站",
            "中小学校食堂",
            "贫困村饮水井",
            "森林防火通道",
            "购置救护车",
            "发放口罩",
            "清淤河道",
            "水陆联运",
            "县文化馆",
            "开展群众文艺演出",
            "病媒生物防制药品",
        ] {
            assert_eq!(doubt(name), None, "{name}");
        }
    }

    #[test]
    fn random_characters_are_implausible() {
        assert_eq!(doubt("又山沙从日"), Some(Doubt::Implausible));
        assert_eq!(doubt("深圳市社会倪 R险基金管理局"), Some(Doubt::Implausible));
        assert_eq!(doubt("深圳市社会係险基金管理局"), Some(Doubt::Implausible));
    }

    #[test]
    fn a_word_may_go_on_in_the_next_piece() {
        assert!(is_cut_inside_word("按时完成饮水管道的采", "购、验收及支付。"));
        assert!(is_cut_inside_word("文化活动已全", "部验收合格"));
        assert!(!is_cut_inside_word("购、验收及支付。", "全年共完成服务项目"));
        assert!(!is_cut_inside_word("保障单位正常运转", "已按计划完成"));
    }

    #[test]
    fn words_are_sound_also_where_radicals_stand_for_ideographs() {
        for label in ["资金管理", "资⾦管理", "绩效⽬标"] {
            assert!(is_sound(label), "{label}");
        }
        assert!(!is_sound("资⾦菅埋"));
    }

    #[test]
    fn shards_have_no_words() {
        assert!(is_shard("1日1小") && is_shard("左帝台/ <del>*</del>"));
        for piece in ["护参保人", "展,维护", "并投入使用。", "关工", "规范化", "已按计划"] {
            assert!(!is_shard(piece), "{piece}");
        }
    }

    #[test]
    fn names_that_break_off_are_cut() {
        for name in ["采购耗材、办", "社保业务公众服务经费工", "追缴和案件调查取证费项", "采购设备、"]
        {
            assert_eq!(doubt(name), Some(Doubt::Cut), "{name}");
        }
    }
}
