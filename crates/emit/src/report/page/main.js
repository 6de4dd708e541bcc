// Starts the page: unpacks the rows, draws the overview, and shows the record that the address names.

async function start() {
  const [rows, facts] = await Promise.all([unpacked("rows"), unpacked("facts")]).then((texts) => texts.map((json) => JSON.parse(json)));
  const codes = new Map(facts.codes.map((code) => [code.id, code]));
  byId("subtitle").textContent = `jixiao ${facts.version} · 所有数据都在本文件内,不访问网络 · 以原件为准`;

  const table = new Table(rows, codes, (at) => { location.hash = `#${rows[at][ROW.id]}`; });
  showFigures(facts, rows, (kind) => table.toggle("standing", kind, (now) => now === kind));
  showNotices(facts);
  byId("charts").append(
    scoreChart(rows, (range) => table.toggle("scores", range, (now) => now?.from === range.from)),
    spendingChart(rows),
    codeChart(rows, codes, (code) => table.toggle("code", code, (now) => now === code)),
  );

  const places = new Map(rows.map((row, at) => [row[ROW.id], at]));
  const view = new RecordView(codes, () => { location.hash = ""; }, (step) => move(step));
  let current = null;

  function move(step) {
    const next = current === null ? null : table.neighbour(current, step);
    if (next !== null) location.hash = `#${rows[next][ROW.id]}`;
  }

  async function follow() {
    const at = places.get(decodeURIComponent(location.hash.slice(1))) ?? null;
    const wasOpen = current;
    current = at;
    if (at === null) {
      byId("record").hidden = true;
      byId("overview").hidden = false;
      document.title = "绩效自评表核对报告";
      table.render();
      if (wasOpen !== null) table.focusRow();
      return;
    }
    const content = await detail(rows[at]);
    if (current !== at) return;
    const place = table.shown.indexOf(at);
    if (place >= 0) table.focused = place;
    byId("overview").hidden = true;
    byId("record").hidden = false;
    view.show(rows[at], content, table.neighbour(at, -1) !== null, table.neighbour(at, 1) !== null);
    document.title = `${rows[at][ROW.name] ?? rows[at][ROW.id]} · 绩效自评表核对报告`;
  }

  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (current === null || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "Escape") location.hash = "";
    else if (event.key === "j" || event.key === "J") move(1);
    else if (event.key === "k" || event.key === "K") move(-1);
  });
  byId("loading").hidden = true;
  for (const id of ["figures", "charts", "records"]) byId(id).hidden = false;
  table.render();
  await follow();
  document.body.dataset.ready = "yes";
}

start().catch((error) => {
  byId("loading").textContent = `报告无法展开:${error.message}(需要 2023 年以后的浏览器)`;
});
