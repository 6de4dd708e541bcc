"""Forms beside the project form: departments (F6), transfer payments (F7), declarations of goals (F8)."""

from random import Random

from . import contract, funds, indicators, words
from .blocks import Builder, FormSheet
from .funds import Amounts, Rates
from .indicators import PointStyle
from .layouts import draw_names, field_names, prose, score_sum, tree
from .sheet import Cell


def f6(rng: Random) -> FormSheet:
    """A department as a whole; the rows of the funds block repeat the points of the total."""
    year, _, department, _ = draw_names(rng)
    builder = Builder(rng, 10, "department_self_evaluation", "department")
    builder.title(rng.choice(["部门(单位)整体支出绩效自评表", "部门整体支出绩效自评表"]), year)
    date = f"{year + 1}年{rng.randint(1, 6)}月{rng.randint(1, 28)}日"
    builder.header(("单位(盖章)", department, "/project/unit", ()), ("填报日期", date, "/sign_off/date", ()))
    builder.header(("部门(单位)名称", department, "/project/unit", ()))
    columns = [
        ("initial_budget", "年初预算数(A)"),
        ("executed", "全年执行数(B)"),
        ("weight", "分值(10分)"),
        ("score", "得分"),
        (None, "得分计算方法"),
    ]
    kinds = [("total", "年度资金总额:"), ("basic", "基本支出"), ("project_spending", "项目支出"), ("other", "其他")]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.funds("部门(单位)总体资金(万元)", "万元", columns, money, "repeat", "资金来源")
    builder.goals("年度总体目标", "年初设定目标", "年度总体目标完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("target", "年度指标值(A)"),
        ("actual", "全年实际值(B)"),
        ("weight", "分值"),
        ("method", "得分计算方法"),
        ("score", "得分"),
        ("reason", "未完成原因分析"),
    ]
    rows = indicators.rows(rng, tree(rng), year, PointStyle(rng), "absent")
    builder.indicators(
        "绩效指标",
        columns,
        rows,
        {},
        {"output": 50, "benefit": 30, "satisfaction": 10} if rng.random() < 0.5 else None,
        method="B/A×该指标分值",
    )
    builder.total("总分", columns, score_sum(rows, money[0].score))
    return builder.form


def f7(rng: Random) -> FormSheet:
    """Transfer payments: no points anywhere, a block of remarks on how the money was managed."""
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 7, "transfer_self_evaluation", "transfer")
    builder.title(rng.choice(["中央对地方转移支付区域绩效自评表", "中央对地方转移支付项目绩效目标自评表"]), year)
    ministry = rng.choice(["农业农村部", "水利部", "国家卫生健康委", "教育部", "民政部"])
    builder.header(("转移支付(项目)名称", name + "补助资金", "/project/name", ()))
    builder.header(("中央主管部门", ministry, "/project/department", (department,)))
    builder.header(("地方主管部门", department, None, ()), ("资金使用单位", unit, "/project/unit", ()))
    columns = [("full_budget", "全年预算数(A)"), ("executed", "全年执行数(B)"), ("rate", "预算执行率(B/A×100%)")]
    kinds = [("total", "年度资金总额"), ("central", "其中:中央财政资金"), ("local", "地方资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 0)
    builder.funds("资金投入情况(万元)", "万元", columns, money, "")
    _management(rng, builder)
    builder.goals("总体目标完成情况", "总体目标", "全年实际完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("target", "指标值"),
        ("actual", "全年实际完成值"),
        ("reason", "未完成原因和改进措施"),
    ]
    rows = indicators.rows(rng, tree(rng), year, PointStyle(rng), "absent")
    builder.indicators("绩效指标", columns, rows, {})
    builder.header(("说明", "无", None, ()))
    builder.line(
        "注:1.资金使用单位按项目绩效目标填报,主管部门汇总时按区域绩效目标填报。2.其他资金包括与中央财政资金、地方财政资金共同投入到同一项目的自有资金、社会资金等。"
        "3.全年执行数是指按照国库集中支付制度要求所形成的实际支出。",
        "note",
    )
    return builder.form


def _management(rng: Random, builder: Builder) -> None:
    subjects = ["分配科学性", "下达及时性", "拨付合规性", "使用规范性", "执行准确性", "预算绩效管理情况", "支出责任履行情况"]
    builder.sheet.row(
        Cell("资金管理情况", 1 + len(subjects), 1, (), "side"),
        Cell("", 1, 1, (), "header"),
        Cell("情况说明", 1, 3, (), "header"),
        Cell("存在问题和改进措施", 1, builder.width - 5, (), "header"),
    )
    for subject in subjects:
        text = rng.choice(["符合相关规定", "按照规定及时下达", "严格执行资金管理办法", "资金使用规范", "无违规情况"])
        builder.sheet.row(
            Cell(subject, 1, 1, (), "label"), Cell(text, 1, 3, (), "text"), Cell("无", 1, builder.width - 5, (), "text")
        )


def f8(rng: Random) -> FormSheet:
    """The declaration of goals before the year: amounts without columns, targets without results."""
    year, name, department, unit = draw_names(rng)
    weighted = rng.random() < 0.5
    builder = Builder(rng, 6, "goal_declaration", "goal_declaration")
    builder.title("财政项目支出绩效目标申报表", year)
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(
        ("项目性质", rng.choice(["经常性项目", "一次性项目"]), None, ()),
        ("项目类别", rng.choice(["其他一次性项目", "政策补贴类", "运转类"]), None, ()),
    )
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit, "/project/unit", ()))
    builder.header(("计划开始日期", f"{year}-01-01", None, ()), ("计划完成日期", f"{year}-12-31", None, ()))
    _declared(rng, builder)
    builder.goals("项目绩效目标", rng.choice(["年度总体目标", "年度目标"]), None, prose(rng, words.GOALS), None)
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("target", rng.choice(["指标值", "年度指标值"])),
    ] + ([("weight", "分值")] if weighted else [])
    rows = indicators.rows(rng, tree(rng), year, PointStyle(rng), "absent")
    builder.indicators("绩效指标", columns, rows, {"ecological": rng.choice(["生态效益指标", "环境效益指标"])})
    if rng.random() < 0.5:
        builder.signatures(
            ("填报人", rng.choice(words.PEOPLE), "/sign_off/filled_by"),
            ("联系电话", f"{rng.randint(6000000, 8999999)}", "/sign_off/phone"),
            ("填报日期", f"{year - 1}年{rng.randint(7, 12)}月{rng.randint(1, 28)}日", "/sign_off/date"),
        )
    return builder.form


def _declared(rng: Random, builder: Builder) -> None:
    """Amounts that stand beside their label. The amount asked for the year counts as `initial_budget`."""
    amounts = Amounts(rng, "元")
    labels = [
        ("total", "年度资金申请总额"),
        ("fiscal_current", "其中:当年财政拨款"),
        ("carry_over", "上年结转资金"),
        ("other", "其他资金"),
    ]
    money = funds.table(rng, labels, {"initial_budget"}, amounts, Rates(rng), 0)
    project = amounts.show(money[0].initial_budget.number.decimal() * rng.randint(1, 4), True)
    builder.record["project"]["total_amount"] = project.number
    builder.record["funds"]["unit"] = "元"
    fiscal = Cell("其中:财政资金", 1, 1, (), "label"), Cell(project.text, 1, 2, (), "free")
    builder.sheet.row(
        Cell("项目资金(元)", 1 + len(labels), 1, ("/funds/unit",), "side"),
        Cell("项目资金总额", 1, 1, (), "label"),
        Cell(project.text, 1, 1, ("/project/total_amount",), "number"),
        *fiscal,
    )
    for index, row in enumerate(money):
        at = f"/funds/rows/{index}"
        builder.record["funds"]["rows"].append(
            {**contract.fund_row(row.kind, row.label), "initial_budget": row.initial_budget.number}
        )
        builder.either[f"{at}/initial_budget"] = [None]
        builder.either[f"{at}/full_budget"] = [row.initial_budget.number]
        builder.sheet.row(
            Cell(row.label, 1, 1, (f"{at}/label", f"{at}/kind"), "fundlabel"),
            Cell(row.initial_budget.text, 1, builder.width - 2, (f"{at}/initial_budget",), "amount"),
        )
