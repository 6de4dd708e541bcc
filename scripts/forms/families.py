"""The families of forms, F1 to F8: which blocks, labels and columns each has, in the order of the paper."""

from decimal import Decimal
from random import Random

from . import contract, funds, indicators, words
from .blocks import Builder, FormSheet, full_width
from .funds import Amounts, Printed, Rates
from .contract import Num
from .indicators import Branch, PointStyle, Row, fill
from .sheet import Cell
from .values import Value

FUND_COLUMNS = [("initial_budget", "年初预算数"), ("full_budget", "全年预算数"), ("executed", "全年执行数"), ("weight", "分值"), ("rate", "执行率"), ("score", "得分")]
INDICATOR_COLUMNS = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("target", "年度指标值"), ("actual", "实际完成值"),
                     ("weight", "分值"), ("score", "得分"), ("reason", "偏差原因分析及改进措施")]


def build(rng: Random, family: str) -> FormSheet:
    """One form of a family."""
    form = FAMILIES[family](rng)
    if rng.random() < 0.4:
        full_width(form)
    return form


def _names(rng: Random) -> tuple[int, str, str, str]:
    """Year, project, department, unit."""
    place, bureau = rng.choice(words.PLACES), rng.choice(words.BUREAUS)
    return rng.randint(2018, 2024), rng.choice(words.PROJECTS) + rng.choice(["", "", "", "经费", "项目"]), place + bureau, place + rng.choice(words.UNITS)


def _prose(rng: Random, stock: list[str]) -> str:
    """One to five sentences, numbered or not."""
    parts = [fill(rng, text) for text in rng.sample(stock, rng.choice([1, 1, 2, 3, 4, 5]))]
    if len(parts) > 1 and rng.random() < 0.7:
        return "".join(f"{number}.{text}{';' if number < len(parts) else '。'}" for number, text in enumerate(parts, 1))
    return "。".join(parts) + "。"


def _branches(rng: Random, output: int = 50, benefit: int = 30, satisfaction: int = 10, cost_branch: bool = False, cost_kind: str = "cost") -> list[Branch]:
    """The tree with how many rows a kind has. With `cost_branch` the costs are a level-1 group of 20 points of their own."""
    some = lambda *weights: rng.choice(weights)  # noqa: E731
    made = {"quantity": some(1, 1, 2, 3), "quality": some(1, 1, 2), "timeliness": some(0, 1, 1, 2)}
    good = {"economic": some(0, 0, 1), "social": some(1, 1, 2), "ecological": some(0, 0, 1), "sustainable": some(0, 0, 1)}
    tail = [Branch("satisfaction", satisfaction, {"satisfaction": some(1, 1, 1, 2)})]
    if cost_branch:
        cost = Branch("cost", 20, {"cost_economic": some(1, 2), "cost_social": some(0, 0, 1), "cost_ecological": some(0, 0, 1)})
        order = [Branch("output", output - 10, made), Branch("benefit", benefit - 10, good)]
        return ([cost, *order] if rng.random() < 0.5 else [order[0], cost, order[1]]) + tail
    return [Branch("output", output, {**made, cost_kind: some(0, 1, 1)}), Branch("benefit", benefit, good), *tail]


def _sum(rows: list[Row], *more: Printed | None) -> str:
    """Sum of the scores as printed."""
    total = sum((Decimal(row.score) for row in rows if row.score is not None), Decimal(0))
    total += sum((extra.number.decimal() for extra in more if extra), Decimal(0))
    return format(total.normalize() + 0, "f")


def _fields(columns) -> set[str]:
    return {name for name, _ in columns if name}


def f1_shenzhen(rng: Random) -> FormSheet:
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "shenzhen")
    amounts, points = Amounts(rng, "元"), PointStyle(rng)
    if rng.random() < 0.3:
        builder.title("项目支出绩效自评表", year)
    amount = str(rng.randint(10, 9999) * 1000)
    builder.header(("项目名称", name, "/project/name", ()), ("项目金额", Printed(amount, Num(amount)), "/project/total_amount", ()))
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit if rng.random() < 0.6 else None, "/project/unit", ()))
    kinds = [("total", "年度资金总额"), ("fiscal_current", "其中:当年财政拨款"), ("carry_over", "上年结转资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(FUND_COLUMNS), amounts, Rates(rng), 10)
    builder.funds("项目资金(元)", "元", FUND_COLUMNS, money, "—")
    builder.goals("年度总体目标", "预期目标", "实际完成情况", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    branches = _branches(rng)
    branches[1].kinds.pop("sustainable")
    rows = indicators.rows(rng, branches, year, points, "n/a")
    builder.indicators("年度绩效指标", INDICATOR_COLUMNS, rows, {"satisfaction": "满意度指标"}, level1={"satisfaction": "效益指标"})
    builder.total("总分", INDICATOR_COLUMNS, _sum(rows, money[0].score))
    return builder.form



def f1_anhui(rng: Random) -> FormSheet:
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "anhui")
    amounts, points = Amounts(rng, "万元"), PointStyle(rng)
    if rng.random() < 0.3:
        builder.line("附件:", "note")
    builder.title("项目支出绩效自评表", year)
    prefix = rng.choice(["", "219-", "219001-"])
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(("主管部门", prefix + department, "/project/department", (department,)), ("实施单位", prefix + unit, "/project/unit", (unit,)))
    kinds = [("total", "年度资金总额:"), ("fiscal_current", "其中:本年财政拨款"), ("carry_over", "上年结转资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(FUND_COLUMNS), amounts, Rates(rng), 10)
    builder.funds("项目资金(万元)", "万元", FUND_COLUMNS, money, "—")
    builder.goals("年度总体目标", "预期目标", "实际完成情况", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    rows = indicators.rows(rng, _branches(rng), year, points, "blank")
    builder.indicators("绩效指标", INDICATOR_COLUMNS, rows, {"satisfaction": "满意度指标"}, {"output": 50, "benefit": 30, "satisfaction": 10})
    builder.total("总分", INDICATOR_COLUMNS, _sum(rows, money[0].score))
    return builder.form


def f1_shanghai(rng: Random) -> FormSheet:
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "shanghai")
    amounts, points = Amounts(rng, "元"), PointStyle(rng)
    builder.title("财政项目支出绩效自评表", year)
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit, "/project/unit", ()))
    kinds = [("total", "年度资金总额"), ("fiscal_current", "其中:当年财政拨款"), ("carry_over", "上年结转资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(FUND_COLUMNS), amounts, Rates(rng), 10)
    builder.funds("项目资金(元)", "元", FUND_COLUMNS, money, "—")
    builder.goals("年度总体目标", "预期目标", "实际完成情况", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    rows = indicators.rows(rng, _branches(rng), year, points, "absent")
    builder.indicators("绩效指标", INDICATOR_COLUMNS, rows, {})
    builder.total("总分", INDICATOR_COLUMNS, _sum(rows, money[0].score))
    return builder.form


def f2(rng: Random) -> FormSheet:
    """Before 2020: one budget column, a column that tells how points are worked out."""
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 11, "project_self_evaluation", "score_method")
    builder.title("项目支出绩效自评表", year)
    builder.header(("项目名称", name, "/project/name", ()))
    code = str(rng.randint(101, 399))
    builder.header(("主管部门及代码", f"{department} {code}", "/project/department", (department,)), ("实施单位", unit, "/project/unit", ()))
    columns = [("initial_budget", "年初预算数(A)"), ("executed", "全年执行数(B)"), ("weight", "分值(10分)"), ("rate", "执行率(B/A)"), ("score", "得分"), (None, "得分计算方法")]
    kinds = [("total", "年度资金总额:"), ("fiscal_current", "其中:本年一般公共预算拨款"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.funds("项目资金(万元)", "万元", columns, money, "—")
    builder.goals("年度总体目标", "年初设定目标", "年度总体目标完成情况综述", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    columns = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("weight", "分值"), ("target", "年度指标值(A)"), ("actual", "全年实际值(B)"),
               ("method", "得分计算方法"), ("score", "得分"), ("reason", "未完成原因分析")]
    rows = indicators.rows(rng, _branches(rng), year, PointStyle(rng), "absent")
    builder.indicators("绩效指标", columns, rows, {}, {"output": 50, "benefit": 30, "satisfaction": 10}, {"satisfaction": "服务对象满意度指标"},
                       method=rng.choice(["完成值达到指标值,记满分;未达到指标值,按B/A×分值记分", "B/A×该指标分值", "根据完成情况分档记分"]))
    builder.total("总分", columns, _sum(rows, money[0].score))
    return builder.form


def f3(rng: Random) -> FormSheet:
    """County projects: one budget column for the full year, weights before targets, a row of dots, notes."""
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "county")
    builder.title("项目绩效目标自评表", year)
    leader, phone = rng.choice(words.PEOPLE), f"{rng.randint(6000000, 8999999)}"
    builder.header(("项目名称", name, "/project/name", ()), ("项目负责人及电话", f"{leader} {phone}", None, ()))
    builder.record["sign_off"].update(project_leader=f"{leader} {phone}")
    builder.either["/sign_off/project_leader"] = [leader]
    builder.either["/sign_off/phone"] = [phone]
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit, "/project/unit", ()))
    columns = [("full_budget", "全年预算数(A)"), ("executed", "全年执行数(B)"), ("weight", "分值"), ("rate", "执行率(B/A)"), ("score", "得分")]
    kinds = [("total", "年度资金总额:"), ("fiscal_current", "其中:本年财政拨款"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.funds("资金情况(万元)", "万元", columns, money, "—")
    builder.goals("年度总体目标", "年初设定目标", "年度总体目标完成情况综述", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    columns = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("weight", "分值"), ("target", "年度指标值"), ("actual", "全年实际值"),
               ("score", "得分"), ("reason", "未完成原因及拟采取的改进措施")]
    rows = indicators.rows(rng, _branches(rng), year, PointStyle(rng), "absent")
    suffixes = {"output": 50, "benefit": 30, "satisfaction": 10} if rng.random() < 0.5 else None
    builder.indicators("绩效指标", columns, rows, {}, suffixes)
    if rng.random() < 0.4:
        builder.line("……", "note")
    builder.total("总分", columns, _sum(rows, money[0].score))
    builder.line("注:1.其他资金包括和财政资金共同投入到同一项目的自有资金、社会资金等。2.定性指标根据完成情况分为三档:达成年度指标、部分达成年度指标并具有一定效果、未达成年度指标且效果较差,"
                 "分别按照100%-80%、80%-60%、60%-0合理填写分值。", "note")
    return builder.form


def f4(rng: Random) -> FormSheet:
    """Sichuan: the target in three columns, weights, closing texts, signatures."""
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 11, "project_self_evaluation", "sichuan", dash="/")
    builder.line(f"报表编号:510000_00{rng.randint(10, 99)}zp", "note")
    builder.title("部门预算项目支出绩效自评表", year)
    code = f"51{rng.randint(1000, 9999)}{year % 100}R{rng.randint(10**11, 10**12 - 1)}"
    builder.header(("项目名称", f"{code}-{name}", "/project/name", ()))
    builder.record["project"].update(name=name, code=code)
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位(盖章)", unit, "/project/unit", ()))
    columns = [("initial_budget", "年初预算"), ("full_budget", "调整后预算数"), ("executed", "预算执行数"), ("rate", "预算执行率"), ("weight", "权重"), ("score", "得分"), (None, "原因")]
    kinds = [("total", "总额"), ("fiscal", "其中:财政资金"), ("special_account", "财政专户管理资金"), ("unit_own", "单位资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.goals("项目基本情况", "项目年度目标", "年度目标完成情况", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    slow = "项目验收时间较晚,部分款项结转下年支付" if money[0].rate.number.decimal() < Decimal("0.9") else ""
    builder.funds("预算执行情况(10分)", "万元", columns, money, "/", "年度预算数(万元)", slow)
    builder.either["/funds/rows/1/kind"] = ["fiscal_current"]
    columns = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("target_op", "指标性质"), ("target_number", "指标值"), ("target_unit", "度量单位"),
               ("actual", "完成值"), ("weight", "权重"), ("score", "得分"), ("reason", "未完成原因分析")]
    cost = rng.random() < 0.5
    rows = indicators.rows(rng, _branches(rng, cost_branch=cost, cost_kind="cost_economic"), year, PointStyle(rng), "absent")
    for row in rows:
        three_columns(row)
    builder.indicators("绩效指标(90分)", columns, rows, {"satisfaction": rng.choice(["满意度指标", "服务对象满意度指标"])})
    builder.total("合计", columns, _sum(rows, money[0].score))
    builder.text_row("评价结论", rng.choice(words.EVALUATIONS), "/conclusion/evaluation")
    builder.text_row("存在问题", rng.choice(words.PROBLEMS), "/conclusion/problems")
    builder.text_row("改进措施", rng.choice(words.IMPROVEMENTS), "/conclusion/improvements")
    builder.signatures(("项目负责人", rng.choice(words.PEOPLE), "/sign_off/project_leader"), ("财务负责人", rng.choice(words.PEOPLE), "/sign_off/finance_leader"))
    return builder.form


def three_columns(row: Row) -> None:
    """Prints the target in three columns: a comparator, a number and a unit, joined without blanks; words stand alone."""
    value = row.target
    if value.number is not None and value.kind in ("quantity", "percent"):
        comparator = value.comparator or "="
        row.target = Value(f"{comparator}{value.number}{value.unit or ''}", value.kind, comparator, value.number, value.unit)


def f5(rng: Random) -> FormSheet:
    """Hubei: 20 points for execution, no column for weights, one or two goals with a table each."""
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 8, "project_self_evaluation", "hubei")
    builder.title(rng.choice(["项目绩效自评表", "项目自评表"]), year)
    date = f"{year + 1}年{rng.randint(1, 6)}月{rng.randint(1, 28)}日"
    builder.header(("单位名称:", unit, "/project/unit", ()), ("填报日期:", date, "/sign_off/date", ()))
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(("主管部门", department, "/project/department", ()), ("项目实施单位", unit, "/project/unit", ()))
    tick = lambda options: " ".join(f"{n}、{text}{'☑' if n == chosen else '□'}" for n, text in enumerate(options, 1)) if (chosen := rng.randint(1, len(options))) else ""  # noqa: E731
    builder.header(("项目类别", tick(["部门预算项目", "市直专项", "对下转移支付项目"]), None, ()))
    builder.header(("项目属性", tick(["持续性项目", "新增性项目"]), None, ()))
    builder.header(("项目类型", tick(["常年性项目", "延续性项目", "一次性项目"]), None, ()))
    columns = [("full_budget", "预算数(A)"), ("executed", "执行数(B)"), ("rate", "执行率(B/A)"), ("score", "得分(20分*执行率)")]
    money = funds.table(rng, [("total", "年度财政资金总额"), ("fiscal", "")], _fields(columns), Amounts(rng, "万元"), Rates(rng), 20)[:1]
    builder.funds("预算执行情况(万元)(20分)", "万元", columns, money, "")
    builder.either["/funds/rows/0/weight"] = [Num("20")]
    columns = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("target", "年初目标值(A)"), ("actual", "实际完成值(B)"), ("score", "得分")]
    goals = rng.choice([1, 1, 2])
    all_rows: list[Row] = []
    for goal in range(1, goals + 1):
        points = (80, 40)[goals - 1]
        parts = (50, 20, 10) if goals == 1 else (20, 10, 10)
        rows = indicators.rows(rng, _branches(rng, *parts), year, PointStyle(rng), "absent")
        for row in rows:
            row.reason = None
        builder.record["goals"].append({"number": Num(str(goal)), "expected": None, "actual": None})
        timeliness = rng.choice(["时效指标", "进度指标"])
        side = f"年度绩效目标{goal}({points}分)"
        builder.indicators(side, columns, rows, {"timeliness": timeliness}, goal=goal)
        all_rows += rows
    builder.total("总分", columns, _sum(all_rows, money[0].score))
    builder.text_row("偏差大或目标未完成原因分析", why := fill(rng, rng.choice(words.SHORTFALLS)) + "。", None)
    builder.either["/conclusion/problems"] = [why]
    builder.text_row("改进措施及结果应用方案", rng.choice(words.IMPROVEMENTS), "/conclusion/improvements")
    builder.line("备注:1.预算执行情况口径:预算数为调整后财政资金总额。2.定量指标完成数汇总原则:绝对值直接累加计算,相对值按照资金额度加权平均计算。3.定性指标分为达成预期指标、部分达成预期指标并具有一定效果、"
                 "未达成预期指标且效果较差三档,分别按照100-80%(含80%)、80-50%(含50%)、50-0%合理填写实际完成值。", "note")
    return builder.form


def f6(rng: Random) -> FormSheet:
    """A department as a whole; the rows of the funds block repeat the points of the total."""
    year, _, department, _ = _names(rng)
    builder = Builder(rng, 10, "department_self_evaluation", "department")
    builder.title(rng.choice(["部门(单位)整体支出绩效自评表", "部门整体支出绩效自评表"]), year)
    date = f"{year + 1}年{rng.randint(1, 6)}月{rng.randint(1, 28)}日"
    builder.header(("单位(盖章)", department, "/project/unit", ()), ("填报日期", date, "/sign_off/date", ()))
    builder.header(("部门(单位)名称", department, "/project/unit", ()))
    columns = [("initial_budget", "年初预算数(A)"), ("executed", "全年执行数(B)"), ("weight", "分值(10分)"), ("score", "得分"), (None, "得分计算方法")]
    kinds = [("total", "年度资金总额:"), ("basic", "基本支出"), ("project_spending", "项目支出"), ("other", "其他")]
    money = funds.table(rng, kinds, _fields(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.funds("部门(单位)总体资金(万元)", "万元", columns, money, "repeat", "资金来源")
    builder.goals("年度总体目标", "年初设定目标", "年度总体目标完成情况", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    columns = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("target", "年度指标值(A)"), ("actual", "全年实际值(B)"), ("weight", "分值"),
               ("method", "得分计算方法"), ("score", "得分"), ("reason", "未完成原因分析")]
    rows = indicators.rows(rng, _branches(rng), year, PointStyle(rng), "absent")
    builder.indicators("绩效指标", columns, rows, {}, {"output": 50, "benefit": 30, "satisfaction": 10} if rng.random() < 0.5 else None, method="B/A×该指标分值")
    builder.total("总分", columns, _sum(rows, money[0].score))
    return builder.form


def f7(rng: Random) -> FormSheet:
    """Transfer payments: no points anywhere, a block of remarks on how the money was managed."""
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 7, "transfer_self_evaluation", "transfer")
    builder.title(rng.choice(["中央对地方转移支付区域绩效自评表", "中央对地方转移支付项目绩效目标自评表"]), year)
    ministry = rng.choice(["农业农村部", "水利部", "国家卫生健康委", "教育部", "民政部"])
    builder.header(("转移支付(项目)名称", name + "补助资金", "/project/name", ()))
    builder.header(("中央主管部门", ministry, "/project/department", (department,)))
    builder.header(("地方主管部门", department, None, ()), ("资金使用单位", unit, "/project/unit", ()))
    columns = [("full_budget", "全年预算数(A)"), ("executed", "全年执行数(B)"), ("rate", "预算执行率(B/A×100%)")]
    kinds = [("total", "年度资金总额"), ("central", "其中:中央财政资金"), ("local", "地方资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(columns), Amounts(rng, "万元"), Rates(rng), 0)
    builder.funds("资金投入情况(万元)", "万元", columns, money, "")
    _management(rng, builder)
    builder.goals("总体目标完成情况", "总体目标", "全年实际完成情况", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    columns = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("target", "指标值"), ("actual", "全年实际完成值"), ("reason", "未完成原因和改进措施")]
    rows = indicators.rows(rng, _branches(rng), year, PointStyle(rng), "absent")
    builder.indicators("绩效指标", columns, rows, {})
    builder.header(("说明", "无", None, ()))
    builder.line("注:1.资金使用单位按项目绩效目标填报,主管部门汇总时按区域绩效目标填报。2.其他资金包括与中央财政资金、地方财政资金共同投入到同一项目的自有资金、社会资金等。"
                 "3.全年执行数是指按照国库集中支付制度要求所形成的实际支出。", "note")
    return builder.form


def _management(rng: Random, builder: Builder) -> None:
    subjects = ["分配科学性", "下达及时性", "拨付合规性", "使用规范性", "执行准确性", "预算绩效管理情况", "支出责任履行情况"]
    builder.sheet.row(Cell("资金管理情况", 1 + len(subjects), 1, (), "side"), Cell("", 1, 1, (), "header"), Cell("情况说明", 1, 3, (), "header"),
                      Cell("存在问题和改进措施", 1, builder.width - 5, (), "header"))
    for subject in subjects:
        text = rng.choice(["符合相关规定", "按照规定及时下达", "严格执行资金管理办法", "资金使用规范", "无违规情况"])
        builder.sheet.row(Cell(subject, 1, 1, (), "label"), Cell(text, 1, 3, (), "text"), Cell("无", 1, builder.width - 5, (), "text"))


def f8(rng: Random) -> FormSheet:
    """The declaration of goals before the year: amounts without columns, targets without results."""
    year, name, department, unit = _names(rng)
    weighted = rng.random() < 0.5
    builder = Builder(rng, 6, "goal_declaration", "goal_declaration")
    builder.title("财政项目支出绩效目标申报表", year)
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(("项目性质", rng.choice(["经常性项目", "一次性项目"]), None, ()), ("项目类别", rng.choice(["其他一次性项目", "政策补贴类", "运转类"]), None, ()))
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit, "/project/unit", ()))
    builder.header(("计划开始日期", f"{year}-01-01", None, ()), ("计划完成日期", f"{year}-12-31", None, ()))
    _declared(rng, builder)
    builder.goals("项目绩效目标", rng.choice(["年度总体目标", "年度目标"]), None, _prose(rng, words.GOALS), None)
    columns = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("target", rng.choice(["指标值", "年度指标值"]))] + ([("weight", "分值")] if weighted else [])
    rows = indicators.rows(rng, _branches(rng), year, PointStyle(rng), "absent")
    builder.indicators("绩效指标", columns, rows, {"ecological": rng.choice(["生态效益指标", "环境效益指标"])})
    if rng.random() < 0.5:
        builder.signatures(("填报人", rng.choice(words.PEOPLE), "/sign_off/filled_by"), ("联系电话", f"{rng.randint(6000000, 8999999)}", "/sign_off/phone"),
                           ("填报日期", f"{year - 1}年{rng.randint(7, 12)}月{rng.randint(1, 28)}日", "/sign_off/date"))
    return builder.form


def _declared(rng: Random, builder: Builder) -> None:
    """Amounts that stand beside their label. The amount asked for the year counts as `initial_budget`."""
    amounts = Amounts(rng, "元")
    labels = [("total", "年度资金申请总额"), ("fiscal_current", "其中:当年财政拨款"), ("carry_over", "上年结转资金"), ("other", "其他资金")]
    money = funds.table(rng, labels, {"initial_budget"}, amounts, Rates(rng), 0)
    project = amounts.show(money[0].initial_budget.number.decimal() * rng.randint(1, 4), True)
    builder.record["project"]["total_amount"] = project.number
    builder.record["funds"]["unit"] = "元"
    fiscal = Cell("其中:财政资金", 1, 1, (), "label"), Cell(project.text, 1, 2, (), "free")
    builder.sheet.row(Cell("项目资金(元)", 1 + len(labels), 1, ("/funds/unit",), "side"), Cell("项目资金总额", 1, 1, (), "label"),
                      Cell(project.text, 1, 1, ("/project/total_amount",), "number"), *fiscal)
    for index, row in enumerate(money):
        at = f"/funds/rows/{index}"
        builder.record["funds"]["rows"].append({**contract.fund_row(row.kind, row.label), "initial_budget": row.initial_budget.number})
        builder.either[f"{at}/initial_budget"] = [None]
        builder.either[f"{at}/full_budget"] = [row.initial_budget.number]
        builder.sheet.row(Cell(row.label, 1, 1, (f"{at}/label", f"{at}/kind"), "fundlabel"), Cell(row.initial_budget.text, 1, builder.width - 2, (f"{at}/initial_budget",), "amount"))


FAMILIES = {"f1-shenzhen": f1_shenzhen, "f1-anhui": f1_anhui, "f1-shanghai": f1_shanghai, "f2": f2, "f3": f3, "f4": f4, "f5": f5, "f6": f6, "f7": f7, "f8": f8}
