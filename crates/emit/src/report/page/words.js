// What the record's English keys are called.

const STANDINGS = { clean: "无问题", warning: "有警告", error: "有错误" };
const SEVERITIES = { error: "错误", warning: "警告", info: "提示", analytic: "分析" };
const FAMILIES = { input: "文件", repair: "修复", reading: "读取", check: "校验", analytic: "分析" };

const KINDS = {
  project_self_evaluation: "项目支出绩效自评表",
  department_self_evaluation: "整体支出绩效自评表",
  transfer_self_evaluation: "转移支付绩效自评表",
  goal_declaration: "绩效目标申报表",
};

const READERS = {
  text: "文本", pdf: "PDF", ocr: "扫描识别", docx: "Word", xlsx: "Excel", xls: "Excel 97", html: "网页", ofd: "OFD",
};

const FILE_KINDS = { image: "图片", link: "链接", audio: "音频", video: "视频", program: "程序", other: "其他" };

const FUNDS = {
  total: "年度资金总额", fiscal_current: "当年财政拨款", carry_over: "上年结转资金", other: "其他资金", central: "中央补助",
  local: "地方资金", fiscal: "财政资金", special_account: "财政专户管理资金", unit_own: "单位资金", bond: "专项债券资金",
  basic: "基本支出", project_spending: "项目支出",
};

const LEVEL1 = { output: "产出指标", cost: "成本指标", benefit: "效益指标", satisfaction: "满意度指标", other: "其他指标" };

const LEVEL2 = {
  quantity: "数量指标", quality: "质量指标", timeliness: "时效指标", cost: "成本指标", cost_economic: "经济成本指标",
  cost_social: "社会成本指标", cost_ecological: "生态环境成本指标", economic: "经济效益指标", social: "社会效益指标",
  ecological: "生态效益指标", sustainable: "可持续影响指标", satisfaction: "服务对象满意度指标", other: "其他指标",
};

const CONCLUSION = { evaluation: "评价结论", problems: "存在问题", improvements: "改进措施" };

const SIGN_OFF = {
  filled_by: "填报人", phone: "联系电话", date: "填报日期", project_leader: "项目负责人", finance_leader: "财务负责人",
  unit_head: "单位负责人",
};

const FUND_COLUMNS = {
  initial_budget: "年初预算数", full_budget: "全年预算数", executed: "全年执行数", weight: "分值", rate: "执行率", score: "得分",
};

/** A number with its thousands apart; the digits are those of the paper. */
function grouped(number) {
  if (number === null) return "";
  const [whole, rest] = String(number).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest === undefined ? "" : `.${rest}`);
}

/** A fraction in hundredths, by moving its point: `0.8619` is `86.19%`. */
function hundredths(fraction) {
  if (fraction === null) return "";
  const sign = fraction.startsWith("-") ? "-" : "";
  const [whole, rest = ""] = fraction.replace("-", "").split(".");
  const digits = rest.padEnd(2, "0");
  const moved = (whole + digits.slice(0, 2)).replace(/^0+(?=\d)/, "");
  return `${sign}${moved}${digits.length > 2 ? `.${digits.slice(2)}` : ""}%`;
}
