// The form as it was read: each value knows its place in the record.

/** Draws the blocks of a record. `value(pointer, shown)` makes the element of one value. */
function drawForm(record, value) {
  return element(
    "div", { class: "form" },
    ...drawHeader(record, value), ...drawFunds(record, value), ...drawGoals(record, value), ...drawIndicators(record, value),
    ...drawClosing(record, value), ...drawRest(record, value),
  );
}

const block = (title, ...content) => [element("h3", {}, title), ...content];
const head = (...titles) => element("thead", {}, element("tr", {}, ...titles.map((title) => (typeof title === "string" ? element("th", { scope: "col" }, title) : title))));
const numberHead = (title) => element("th", { scope: "col", class: "number" }, title);
const numberCell = (content) => element("td", { class: "number" }, content);

/** Labels beside their values, two pairs a row. */
function pairs(entries) {
  const rows = [];
  for (let at = 0; at < entries.length; at += 2) {
    const cells = entries.slice(at, at + 2).flatMap(([label, node]) => [element("th", { scope: "row" }, label), element("td", {}, node)]);
    if (cells.length === 2) cells[1].setAttribute("colspan", "3");
    rows.push(element("tr", {}, ...cells));
  }
  return element("table", {}, element("tbody", {}, ...rows));
}

function drawHeader({ form, project }, value) {
  const printed = [form.title, KINDS[form.kind] ?? form.kind].filter(Boolean).join(" · ");
  return block(
    "基本情况",
    pairs([
      ["项目名称", value("/project/name", project.name)], ["项目编码", value("/project/code", project.code)],
      ["主管部门", value("/project/department", project.department)], ["实施单位", value("/project/unit", project.unit)],
      ["项目金额", value("/project/total_amount", grouped(project.total_amount))], ["年度", value("/form/fiscal_year", form.fiscal_year)],
      ["表", value("/form/title", printed)], ["表式", value("/form/variant", form.variant)],
    ]),
  );
}

function drawFunds({ funds }, value) {
  if (funds.rows.length === 0) return [];
  const rows = funds.rows.map((row, at) => {
    const number = (key, show) => numberCell(value(`/funds/rows/${at}/${key}`, show(row[key])));
    return element(
      "tr", {}, element("td", {}, value(`/funds/rows/${at}/label`, row.label ?? `〔${FUNDS[row.kind] ?? row.kind}〕`)),
      number("initial_budget", grouped), number("full_budget", grouped), number("executed", grouped), number("weight", plain), number("rate", hundredths), number("score", plain),
    );
  });
  const unit = value("/funds/unit", funds.unit ?? "单位不明");
  return block("资金", element("table", {}, head(element("th", { scope: "col" }, "来源(", unit, ")"), ...Object.values(FUND_COLUMNS).map(numberHead)), element("tbody", {}, ...rows)));
}

const plain = (number) => number ?? "";

function drawGoals({ goals }, value) {
  if (goals.length === 0) return [];
  const rows = goals.map((goal, at) => element("tr", {}, element("td", {}, value(`/goals/${at}/expected`, goal.expected)), element("td", {}, value(`/goals/${at}/actual`, goal.actual))));
  return block("年度总体目标", element("table", {}, head("预期目标", "实际完成情况"), element("tbody", {}, ...rows)));
}

function drawIndicators({ indicators, total, goals }, value) {
  if (indicators.length === 0 && total.score === null) return [];
  const rows = indicators.map((row, at) => {
    const of = (key, shown) => value(`/indicators/${at}/${key}`, shown);
    const cells = [
      of("level1", row.level1.label ?? (row.level1.kind && `〔${LEVEL1[row.level1.kind]}〕`)),
      of("level2", row.level2.label ?? (row.level2.kind && `〔${LEVEL2[row.level2.kind]}〕`)),
      of("name", row.name), of("target", row.target.text), of("actual", row.actual.text),
    ];
    if (goals.length > 1) cells.unshift(of("goal", row.goal));
    return element("tr", {}, ...cells.map((cell) => element("td", {}, cell)), numberCell(of("weight", row.weight)), numberCell(of("score", row.score)), element("td", { class: "wide" }, of("reason", row.reason)));
  });
  const sum = element(
    "tr", {}, element("th", { scope: "row", colspan: goals.length > 1 ? 6 : 5, class: "group" }, "总分 ", value("/total/grade", total.grade ?? " ")),
    numberCell(value("/total/weight", total.weight)), numberCell(value("/total/score", total.score)), element("td", {}, ""),
  );
  const titles = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"];
  if (goals.length > 1) titles.unshift("目标");
  return block("绩效指标", element("table", {}, head(...titles, numberHead("分值"), numberHead("得分"), "偏差原因分析及改进措施"), element("tbody", {}, ...rows, sum)));
}

function drawClosing(record, value) {
  const printed = (part, words) => Object.entries(words).filter(([key]) => record[part][key] !== null).map(([key, word]) => [word, value(`/${part}/${key}`, record[part][key])]);
  const entries = [...printed("conclusion", CONCLUSION), ...printed("sign_off", SIGN_OFF)];
  return entries.length > 0 ? block("结论与签章", pairs(entries)) : [];
}

function drawRest({ other_fields: fields, unplaced }, value) {
  const parts = [];
  if (fields.length > 0) parts.push(...block("其他栏目", pairs(fields.map((field, at) => [field.label, value(`/other_fields/${at}`, field.value)]))));
  if (unplaced.length > 0) parts.push(...block(`未归位的文字(${unplaced.length})`, element("p", {}, ...unplaced.flatMap((piece, at) => [value(`/unplaced/${at}`, piece.text), " "]))));
  return parts;
}
