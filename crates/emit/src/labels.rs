//! What the codes of findings are called in Chinese, where people read them.

/// The name of a code.
pub(crate) fn code(id: &str) -> Option<&'static str> {
    find(id).map(|(_, name, _)| *name)
}

/// What a code says, as a sentence for whoever has the paper beside it.
pub(crate) fn sentence(id: &str) -> Option<&'static str> {
    find(id).map(|(_, _, sentence)| *sentence)
}

fn find(id: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    CODES.iter().find(|(code, _, _)| *code == id)
}

/// Every code with its name and its sentence.
pub(crate) const CODES: &[(&str, &str, &str)] = &[
    ("undecodable-bytes", "文件含无法解码的字节", "有字节不合文件的编码,以替代符代之,请对照原件。"),
    ("encoding-guessed", "文件编码为推断", "文件没有注明编码,编码由内容判断得出。"),
    ("control-characters", "控制字符已作空白", "除制表与换行外的控制字符都按空白读取。"),
    ("table-truncated", "表格中途截断", "表格的标记没有结束,表后内容可能缺失。"),
    ("limit-reached", "达到读取上限", "读取达到上限而停止,上限名称见英文说明。"),
    ("binary-input", "不是文本也不是可读格式", "内容既不是文本,也不是能读取的格式。"),
    ("text-layer-unmapped", "字体无文字映射", "页面字体没有给出文字编码,这些字以替代符代之。"),
    ("text-layer-invisible", "文字层为隐形识别结果", "页面的文字是别的程序从图像识别后隐藏写入的,可能有误识。"),
    ("page-damaged", "页面部分损坏", "页面有一部分无法解码,这部分内容缺失。"),
    ("scan-not-read", "扫描页未识别", "这一页是图像,没有识别其中的文字。"),
    ("scan-without-text", "扫描页无文字", "这一页的图像中没有找到文字。"),
    ("scan-colour-set-aside", "彩色墨迹已略去", "彩色墨迹(印章、批注等)没有读取。"),
    ("scan-of-two-pages", "一图两页", "一张图像上并排有两页,已先后读取。"),
    ("wrapped-text-space", "合并换行留下的空格", "换行在汉字之间留下的空格已去掉。"),
    ("justified-spacing", "合并撑满行宽的空格", "为撑满行宽而加的空格已去掉。"),
    ("markup-shard", "去除残留标记", "不属于正文的标记残片已去掉。"),
    ("radical-for-ideograph", "部首字符改为汉字", "字形相同的部首字符已改为汉字。"),
    ("shared-glyph-variant", "同形异体字改正", "同形的异体字已改为规范字。"),
    ("compatibility-form", "全角字符按半角读取", "数字或栏目名中的全角字符按半角读取。"),
    ("grouped-digits", "去除千位分隔符", "数字中的千位分隔符已去掉。"),
    ("split-text", "被列线切断的文字已拼接", "被列边线切开的文字已接回一处。"),
    ("split-label", "被列线切断的栏目名已识别", "栏目名被列边线切开,由各段拼接识别。"),
    ("damaged-label", "破损栏目名已识别", "栏目名有错字或缺字,按最接近的名称识别。"),
    ("percent-sign-implied", "无百分号的比率按百分数读取", "比率没有百分号,按百分数读取。"),
    ("dash-variant", "空栏横线的变体", "表示空栏的横线类符号按空白读取。"),
    ("dash-read-as-one", "横线被读成 1", "此处应为横线,单独的 1 按空白读取,请核对。"),
    ("merged-cell", "一格含多列的值,已拆分", "一个单元格里有几栏的值,按空格拆开。"),
    ("junk-ignored", "表外杂字已搁置", "不属于表内任何栏目的文字放在“未归位”中。"),
    ("reading-chosen", "采用了识别的另一可能", "采用了识别程序给出的另一种读法,请与原件核对。"),
    ("damaged-comparator", "比较符可能破损", "首字符可能是破损的比较符(≥、≤ 等),未作改动。"),
    ("no-form", "未发现绩效表", "文件中没有找到绩效表。"),
    ("level1-label-displaced", "一级指标名印在同组其他行", "一级指标名印在同组的另一行,已归到本行。"),
    ("level1-label-inferred", "一级指标由二级推断", "没有读到一级指标名,由二级指标推断得出。"),
    ("level2-label-inferred", "二级指标为推断", "本行没有二级指标名,类别由推断得出。"),
    ("level2-label-displaced", "二级指标名印在同组其他行", "二级指标名印在同组的另一行,已归到本行。"),
    ("fund-label-inferred", "资金来源由位置推断", "这一行资金没有名称,来源由所在位置推断得出。"),
    ("column-shifted", "该行列位错动", "这一行的单元格没有对齐表头,按内容归列。"),
    ("header-lost", "表头缺失", "表头没有读到,各列由内容判断。"),
    ("alignment-doubtful", "该行另有近似的读法", "这一行另有一种几乎同样合理的读法,请核对。"),
    ("number-unreadable", "数字无法读取", "应为数字的地方是文字,数值留空。"),
    ("low-confidence", "识别把握不足", "程序对这些字或其所在单元格没有把握,请与原件核对。"),
    ("number-missing", "数字缺失", "同一部分其他行都有的数字,这一行没有。"),
    ("points-unproved", "分数无法用合计验证", "没有合计可以验证这一行的分数。"),
    ("amount-unproved", "金额无法用合计验证", "没有合计可以验证这个金额。"),
    ("text-implausible", "文字不成词,疑似误识", "文字不能切分成词,可能有误识。"),
    ("text-cut", "文字疑似被截断", "文字似乎没有完,可能被截断。"),
    ("text-shredded", "文字由碎片拼成,可能有缺", "文字由几格或几行的碎片拼成,可能有缺漏。"),
    ("field-missing", "有栏目名而无内容", "表上印有这个栏目名,但没有读到内容。"),
    ("value-side-doubtful", "两栏之间的文字归属不明", "文字位于两栏之间,可能属于任何一栏。"),
    ("unit-unknown", "金额单位不明", "没有印出或没有读到金额的单位。"),
    ("duplicate-field", "同一栏目出现两个值", "同一栏目出现两次而内容不同,取第一个。"),
    ("unknown-form", "表式不明,按最接近者读取", "栏目名与已知表式都不太相符,按最接近的表式读取。"),
    ("readers-disagree", "第二读取器结果不一致", "另一个读取器在这一页上没有找到这个数字。"),
    ("second-reader-failed", "第二读取器未能读取", "第二读取器没能读取这一页,不能作证。"),
    ("fund-sum", "资金来源之和不等于总额", "各来源资金相加不等于资金总额。"),
    ("sum-rounding", "合计有舍入差", "合计只在舍入误差之内相等。"),
    ("rate", "执行率与金额不符", "印出的执行率不等于执行数除以预算数。"),
    ("exec-score", "执行得分与执行率不符", "执行率得分不等于分值乘以执行率。"),
    ("exec-cap", "执行数超过预算数", "执行数大于预算数。"),
    ("budget-zero", "预算为零", "预算数为零,无法计算执行率。"),
    ("weight-sum", "分值合计不为 100", "各指标与预算执行的分值相加不等于满分。"),
    ("level-weight", "分支分值与标注不符", "该分支各指标的分值相加不等于名称中标注的分值。"),
    ("score-sum", "得分合计不等于总分", "各指标与预算执行的得分相加不等于总分。"),
    ("score-range", "得分超出分值范围", "得分小于零或大于分值。"),
    ("reason-required", "扣分而无原因说明", "得分低于分值,却没有填写偏差原因。"),
    ("over-delivery", "超额完成而无说明", "完成值明显超过目标值,却没有填写原因。"),
    ("under-full", "未达指标却得满分", "完成值没有达到目标值,却得了满分。"),
    ("met-not-full", "达到指标而未得满分", "完成值达到了目标值,却没有得满分。"),
    ("na-weight", "不适用的指标带有分数", "指标注明不适用,却带有分数。"),
    ("target-blank", "指标值或完成值空白", "目标值或完成值没有填写。"),
    ("placeholder", "留有模板占位文字", "模板的提示文字没有被替换。"),
    ("percent-range", "百分比超过 100", "不应超过百分之百的比率超过了百分之百。"),
    ("cost-sign", "成本指标用了下限", "成本指标应设上限,却用了“不少于”一类的比较符。"),
    ("fund-source-shift", "资金在来源之间整体移动", "资金在不同来源之间整笔挪动。"),
    ("grade-match", "等级与总分不符", "评定的等级与总分所在区间不符。"),
    ("score-outruns-spending", "得分率明显高于执行得分率", "指标得分率明显高于预算执行得分率。"),
    ("budget-unspent", "预算两成以上未执行", "预算有两成以上没有执行。"),
    ("full-marks-low-execution", "执行率低而指标全部满分", "预算执行率低,各项指标却全部满分。"),
    ("targets-met-exactly", "全部指标恰好等于目标值", "每一项指标的完成值都恰好等于目标值。"),
    ("zero-quantity-full-quality", "数量为零而质量百分之百", "数量为零,质量却是百分之百。"),
    ("reason-repeated", "多个项目使用同一说明文字", "同一段说明文字出现在多个项目的表中。"),
];

#[cfg(test)]
mod tests {
    use jixiao_model::codes;

    use super::*;

    #[test]
    fn every_code_has_one_name_and_one_sentence() {
        let ids: Vec<_> = CODES.iter().map(|(id, _, _)| *id).collect();
        assert_eq!(ids, codes::ALL.iter().map(|code| code.id).collect::<Vec<_>>(), "the order is that of `codes::ALL`");
        assert!(CODES.iter().all(|(_, name, sentence)| !name.is_empty() && sentence.ends_with('。')));
    }
}
