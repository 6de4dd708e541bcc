// The table of records. Of 10,000 rows only those in sight are in the page.

const ROW_HEIGHT = 34;
const OVERSCAN = 12;

const byNumber = (place) => (row) => (row[place] === null ? null : Number(row[place]));
const RANK = { error: 0, warning: 1, clean: 2 };

const COLUMNS = [
  { title: "状态", key: (row) => RANK[standing(row)], show: (row) => mark(standing(row), STANDINGS[standing(row)]) },
  { title: "项目名称", key: (row) => row[ROW.name], show: (row) => row[ROW.name] ?? element("span", { class: "quiet" }, "(未读出)"), hint: (row) => row[ROW.name] },
  { title: "单位", key: (row) => row[ROW.unit] ?? row[ROW.department], show: (row) => row[ROW.unit] ?? row[ROW.department] ?? "", hint: (row) => [row[ROW.department], row[ROW.unit]].filter(Boolean).join(" / ") },
  { title: "年度", key: byNumber(ROW.year), show: (row) => String(row[ROW.year] ?? "") },
  { title: "总得分", number: true, key: byNumber(ROW.score), show: (row) => row[ROW.score] ?? "" },
  { title: "执行率", number: true, key: byNumber(ROW.rate), show: (row) => hundredths(row[ROW.rate]) },
  { title: "错误", number: true, key: (row) => row[ROW.errors], show: (row) => countCell(row[ROW.errors], "error") },
  { title: "警告", number: true, key: (row) => row[ROW.warnings], show: (row) => countCell(row[ROW.warnings], "warning") },
  { title: "分析", number: true, key: (row) => row[ROW.analytics], show: (row) => countCell(row[ROW.analytics], "analytic") },
  { title: "来源", path: true, key: (row) => row[ROW.path], show: (row) => element("bdi", {}, placeOf(row)), hint: placeOf },
];

function countCell(count, kind) {
  return count === 0 ? element("span", { class: "zero" }, "0") : mark(kind, String(count));
}

function placeOf(row) {
  return `${row[ROW.path]}${row[ROW.page] === null ? "" : ` 第 ${row[ROW.page]} 页`} #${row[ROW.form]}`;
}

/** Sorts and filters `rows` and shows them; `open` is called with a row's number. */
class Table {
  constructor(rows, codes, open) {
    this.rows = rows;
    this.codes = codes;
    this.open = open;
    this.words = rows.map((row) => [row[ROW.name], row[ROW.department], row[ROW.unit], row[ROW.year], row[ROW.path], row[ROW.id], ...row[ROW.codes], ...row[ROW.codes].map((id) => codes.get(id)?.title)].filter((word) => word !== null && word !== undefined).join("\n").toLowerCase());
    this.filter = { words: [], standing: null, code: null, scores: null };
    this.sort = { column: null, descending: false };
    this.focused = 0;
    this.build();
    this.apply();
  }

  build() {
    this.search = element("input", { type: "search", placeholder: "搜索项目、单位、文件、问题…", "aria-label": "搜索记录", oninput: () => this.setFilter({ words: this.search.value.toLowerCase().split(/\s+/).filter(Boolean) }) });
    this.chips = element("span", { class: "chips" });
    this.count = element("span", { class: "count", role: "status" });
    const heads = COLUMNS.map((column, at) => element("div", { role: "columnheader", class: column.number ? "number" : null, "aria-sort": "none" }, element("button", { type: "button", onclick: () => this.sortBy(at) }, column.title)));
    this.head = element("div", { class: "grid-row grid-head", role: "row" }, ...heads);
    this.spacer = element("div", { class: "grid-spacer", role: "rowgroup" });
    this.body = element("div", { class: "grid-body", role: "presentation", tabindex: "-1", onscroll: () => this.render(), onkeydown: (event) => this.key(event) }, this.spacer);
    this.grid = element("div", { class: "grid-table", role: "grid", "aria-label": "记录", "aria-colcount": COLUMNS.length }, element("div", { role: "rowgroup" }, this.head), this.body);
    byId("records").append(element("div", { class: "tools" }, this.search, this.chips, this.count), this.grid);
    new ResizeObserver(() => this.render()).observe(this.body);
    addEventListener("beforeprint", () => this.render(MAX_PRINTED));
    addEventListener("afterprint", () => this.render());
  }

  setFilter(change) {
    Object.assign(this.filter, change);
    this.apply();
  }

  /** The filter with this part taken back where it is the same already. */
  toggle(key, value, same) {
    this.setFilter({ [key]: same(this.filter[key]) ? null : value });
  }

  passes(row, at) {
    const { words, standing: wanted, code, scores } = this.filter;
    if (wanted === "analytic" ? row[ROW.analytics] === 0 : wanted !== null && standing(row) !== wanted) return false;
    if (code !== null && !row[ROW.codes].includes(code)) return false;
    if (scores !== null && !(row[ROW.score] !== null && Number(row[ROW.score]) >= scores.from && Number(row[ROW.score]) < scores.to)) return false;
    return words.every((word) => this.words[at].includes(word));
  }

  apply() {
    this.shown = this.rows.map((_, at) => at).filter((at) => this.passes(this.rows[at], at));
    if (this.sort.column !== null) this.shown.sort(comparison(this.rows, COLUMNS[this.sort.column].key, this.sort.descending));
    this.focused = 0;
    this.body.scrollTop = 0;
    this.count.textContent = `${grouped(this.shown.length)} / ${grouped(this.rows.length)} 条`;
    this.grid.setAttribute("aria-rowcount", this.shown.length + 1);
    this.showFilter();
    this.render();
  }

  showFilter() {
    const { standing: wanted, code, scores } = this.filter;
    const chip = (key, words) => element("button", { type: "button", class: "chip", onclick: () => this.setFilter({ [key]: null }) }, `${words} ✕`);
    this.chips.replaceChildren(
      ...(wanted === null ? [] : [chip("standing", STANDINGS[wanted] ?? "有分析提示")]),
      ...(code === null ? [] : [chip("code", this.codes.get(code)?.title ?? code)]),
      ...(scores === null ? [] : [chip("scores", scores.range)]),
    );
    const press = (selector, key, value) => document.querySelectorAll(selector).forEach((node) => node.setAttribute("aria-pressed", String(node.dataset[key] === String(value))));
    press("[data-standing]", "standing", wanted);
    press("[data-code]", "code", code);
    press("[data-from]", "from", scores?.from);
  }

  sortBy(column) {
    this.sort = { column, descending: this.sort.column === column ? !this.sort.descending : COLUMNS[column].number === true };
    [...this.head.children].forEach((head, at) => head.setAttribute("aria-sort", at !== column ? "none" : this.sort.descending ? "descending" : "ascending"));
    this.apply();
  }

  /** Puts the rows in sight into the page, or the first `n` of all. */
  render(n = null) {
    const first = n === null ? Math.max(0, Math.floor(this.body.scrollTop / ROW_HEIGHT) - OVERSCAN) : 0;
    const last = n ?? Math.ceil((this.body.scrollTop + this.body.clientHeight) / ROW_HEIGHT) + OVERSCAN;
    this.spacer.style.height = `${this.shown.length * ROW_HEIGHT}px`;
    const hadFocus = this.spacer.contains(document.activeElement);
    const rows = this.shown.slice(first, last).map((at, offset) => this.row(at, first + offset));
    this.spacer.replaceChildren(...(this.shown.length > 0 ? rows : [element("p", { class: "none" }, "没有符合条件的记录")]));
    if (hadFocus) this.focusRow();
  }

  row(at, place) {
    const row = this.rows[at];
    const cells = COLUMNS.map((column) => element("div", { role: "gridcell", class: column.number ? "number" : column.path ? "path" : null, title: column.hint?.(row) }, column.show(row)));
    return element("div", { class: "grid-row", role: "row", "aria-rowindex": place + 2, "data-place": place, tabindex: place === this.focused ? 0 : -1, style: `top:${place * ROW_HEIGHT}px`, onclick: () => { this.focused = place; this.open(at); } }, ...cells);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.body.clientHeight / ROW_HEIGHT) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key === "Enter" && this.shown.length > 0) this.open(this.shown[this.focused]);
    else if (event.key in steps) this.focused = Math.min(Math.max(this.focused + steps[event.key], 0), this.shown.length - 1);
    else return;
    event.preventDefault();
    this.focusRow();
  }

  /** Scrolls to the row that has the focus, and gives it to it. */
  focusRow() {
    const top = this.focused * ROW_HEIGHT;
    const isAbove = top < this.body.scrollTop;
    if (isAbove) this.body.scrollTop = top;
    if (top + ROW_HEIGHT > this.body.scrollTop + this.body.clientHeight) this.body.scrollTop = top + ROW_HEIGHT - this.body.clientHeight;
    const node = this.spacer.querySelector(`[data-place="${this.focused}"]`);
    if (!node) return;
    this.spacer.querySelectorAll("[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
    node.setAttribute("tabindex", "0");
    if (document.activeElement !== node) node.focus({ preventScroll: true });
  }

  /** The row that stands `step` further in the order of the table; `null` beyond its ends. */
  neighbour(at, step) {
    const place = this.shown.indexOf(at);
    return place < 0 ? null : this.shown[place + step] ?? null;
  }
}

/** Rows that are printed: more pages than a person wants. */
const MAX_PRINTED = 2000;

const CHINESE = new Intl.Collator("zh-Hans", { numeric: true });

/** Orders rows by a key; rows without one come last either way, equal ones stay as they were. */
function comparison(rows, key, descending) {
  const keys = rows.map(key);
  const order = (a, b) => (typeof a === "number" ? a - b : CHINESE.compare(a, b));
  return (a, b) => {
    const [first, second] = [keys[a] ?? null, keys[b] ?? null];
    if (first === null || second === null) return (first === null) - (second === null) || a - b;
    return (descending ? -order(first, second) : order(first, second)) || a - b;
  };
}
