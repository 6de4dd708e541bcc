// The top of the page: how much there is, and what was not read.

function figure(value, name, more, press) {
  const parts = [
    element("span", { class: "value" }, grouped(value)), element("span", { class: "name" }, name),
    more ? element("span", { class: "more" }, more) : null,
  ];
  if (!press) return element("div", { class: "figure" }, ...parts);
  return element("button", { class: "figure", type: "button", "aria-pressed": "false", "data-standing": press.standing, onclick: press.action }, ...parts);
}

function showFigures(facts, rows, pickStanding) {
  const { summary } = facts;
  const inputs = summary.ok + summary.no_form + summary.skipped + summary.errors + summary.duplicates;
  const counts = { clean: 0, warning: 0, error: 0 };
  for (const row of rows) counts[standing(row)] += 1;
  const share = (count) => (rows.length > 0 ? `占 ${((100 * count) / rows.length).toFixed(1)}%` : "");
  const standings = Object.entries(STANDINGS).map(([kind, word]) =>
    figure(counts[kind], mark(kind, word), share(counts[kind]), { standing: kind, action: () => pickStanding(kind) }),
  );
  const analytics = rows.filter((row) => row[ROW.analytics] > 0).length;
  byId("figures").append(
    figure(inputs, "输入文件", `${summary.ok} 个有表,${summary.no_form} 个无表,${summary.duplicates} 个重复`),
    figure(facts.n_records, "绩效表", "每表一条记录"),
    ...standings,
    figure(analytics, mark("analytic", "有分析提示"), "不计入问题", { standing: "analytic", action: () => pickStanding("analytic") }),
    figure(summary.errors, summary.errors > 0 ? mark("error", "未能读取") : "未能读取", `另有 ${summary.skipped} 个不是文档`),
  );
}

function showNotices(facts) {
  const { summary } = facts;
  const notices = byId("notices");
  if (facts.n_unlisted > 0) {
    notices.append(element("p", { class: "notice warning" }, `记录过多:有 ${grouped(facts.n_unlisted)} 条未列入本表,全部记录见 records.jsonl。`));
  }
  if (facts.n_unpictured > 0) {
    notices.append(element("p", { class: "notice warning" }, `为使文件能够打开,有 ${grouped(facts.n_unpictured)} 页扫描件未附图像,只画出单元格。`));
  }
  if (facts.n_undetailed > 0) {
    notices.append(element("p", { class: "notice warning" }, `为使文件能够打开,有 ${grouped(facts.n_undetailed)} 条记录只列入表格而不附原件对照,全部内容见 records.jsonl。`));
  }
  if (summary.unread.length > 0) {
    const items = summary.unread.map(([path, reason]) => element("li", {}, element("code", {}, path), `:${reason}`));
    const rest = summary.errors - summary.unread.length;
    if (rest > 0) items.push(element("li", {}, `另有 ${grouped(rest)} 个,见 manifest.jsonl`));
    notices.append(element("details", {}, element("summary", {}, `未能读取的 ${grouped(summary.errors)} 个文件及原因`), element("ul", {}, ...items)));
  }
  if (summary.skipped_kinds.length > 0) {
    const kinds = summary.skipped_kinds.map(([kind, count]) => `${FILE_KINDS[kind] ?? kind} ${grouped(count)}`).join(",");
    notices.append(element("details", {}, element("summary", {}, `跳过的 ${grouped(summary.skipped)} 个文件(不是文档)`), element("p", {}, kinds)));
  }
}
