//! What the codes of findings are called in Chinese, where people read them.

/// The name of a code.
pub(crate) fn code(id: &str) -> Option<&'static str> {
    CODES.iter().find(|(code, _)| *code == id).map(|(_, title)| *title)
}

/// Every code with its name.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("undecodable-bytes", "文件含无法解码的字节"),
    ("encoding-guessed", "文件编码为推断"),
    ("control-characters", "控制字符已作空白"),
    ("table-truncated", "表格中途截断"),
    ("limit-reached", "达到读取上限"),
    ("binary-input", "不是文本也不是可读格式"),
    ("text-layer-unmapped", "字体无文字映射"),
    ("text-layer-invisible", "文字层为隐形识别结果"),
    ("page-damaged", "页面部分损坏"),
    ("scan-not-read", "扫描页未识别"),
    ("scan-without-text", "扫描页无文字"),
    ("scan-colour-set-aside", "彩色墨迹已略去"),
    ("wrapped-text-space", "合并换行留下的空格"),
    ("justified-spacing", "合并撑满行宽的空格"),
    ("markup-shard", "去除残留标记"),
    ("radical-for-ideograph", "部首字符改为汉字"),
    ("shared-glyph-variant", "同形异体字改正"),
    ("compatibility-form", "全角字符按半角读取"),
    ("grouped-digits", "去除千位分隔符"),
    ("split-text", "被列线切断的文字已拼接"),
    ("split-label", "被列线切断的栏目名已识别"),
    ("damaged-label", "破损栏目名已识别"),
    ("percent-sign-implied", "无百分号的比率按百分数读取"),
    ("dash-variant", "空栏横线的变体"),
    ("dash-read-as-one", "横线被读成 1"),
    ("merged-cell", "一格含多列的值,已拆分"),
    ("junk-ignored", "表外杂字已搁置"),
    ("reading-chosen", "采用了识别的另一可能"),
    ("damaged-comparator", "比较符可能破损"),
    ("no-form", "未发现绩效表"),
    ("level1-label-displaced", "一级指标名印在同组其他行"),
    ("level1-label-inferred", "一级指标由二级推断"),
    ("level2-label-inferred", "二级指标为推断"),
    ("level2-label-displaced", "二级指标名印在同组其他行"),
    ("fund-label-inferred", "资金来源由位置推断"),
    ("column-shifted", "该行列位错动"),
    ("header-lost", "表头缺失"),
    ("alignment-doubtful", "该行另有近似的读法"),
    ("number-unreadable", "数字无法读取"),
    ("low-confidence", "识别把握不足"),
    ("number-missing", "数字缺失"),
    ("points-unproved", "分数无法用合计验证"),
    ("amount-unproved", "金额无法用合计验证"),
    ("text-implausible", "文字不成词,疑似误识"),
    ("text-cut", "文字疑似被截断"),
    ("text-shredded", "文字由碎片拼成,可能有缺"),
    ("field-missing", "有栏目名而无内容"),
    ("value-side-doubtful", "两栏之间的文字归属不明"),
    ("unit-unknown", "金额单位不明"),
    ("duplicate-field", "同一栏目出现两个值"),
    ("unknown-form", "表式不明,按最接近者读取"),
    ("readers-disagree", "第二读取器结果不一致"),
    ("second-reader-failed", "第二读取器未能读取"),
    ("fund-sum", "资金来源之和不等于总额"),
    ("sum-rounding", "合计有舍入差"),
    ("rate", "执行率与金额不符"),
    ("exec-score", "执行得分与执行率不符"),
    ("exec-cap", "执行数超过预算数"),
    ("budget-zero", "预算为零"),
    ("weight-sum", "分值合计不为 100"),
    ("level-weight", "分支分值与标注不符"),
    ("score-sum", "得分合计不等于总分"),
    ("score-range", "得分超出分值范围"),
    ("reason-required", "扣分而无原因说明"),
    ("over-delivery", "超额完成而无说明"),
    ("under-full", "未达指标却得满分"),
    ("met-not-full", "达到指标而未得满分"),
    ("na-weight", "不适用的指标带有分数"),
    ("target-blank", "指标值或完成值空白"),
    ("placeholder", "留有模板占位文字"),
    ("percent-range", "百分比超过 100"),
    ("cost-sign", "成本指标用了下限"),
    ("fund-source-shift", "资金在来源之间整体移动"),
    ("grade-match", "等级与总分不符"),
    ("score-outruns-spending", "得分率明显高于执行得分率"),
    ("budget-unspent", "预算两成以上未执行"),
    ("full-marks-low-execution", "执行率低而指标全部满分"),
    ("targets-met-exactly", "全部指标恰好等于目标值"),
    ("zero-quantity-full-quality", "数量为零而质量百分之百"),
    ("reason-repeated", "多个项目使用同一说明文字"),
];

#[cfg(test)]
mod tests {
    use jixiao_model::codes;

    use super::*;

    #[test]
    fn every_code_has_one_name() {
        let ids: Vec<_> = CODES.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, codes::ALL.iter().map(|code| code.id).collect::<Vec<_>>(), "the order is that of `codes::ALL`");
    }
}
