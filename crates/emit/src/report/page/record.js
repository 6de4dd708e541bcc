// One record beside its paper. Pressing a value shows its cells, pressing a cell its value, pressing a finding both.

const ORDER = ["error", "warning", "analytic", "info"];

/** What the words of a finding tell beyond its code, and nothing else on the page: the number of forms, the name of a limit. */
function particulars({ code, message }, family) {
  const [, forms] = code === "reason-repeated" ? (/in (\d+) forms/.exec(message) ?? []) : [];
  if (forms !== undefined) return [`共见于 ${forms} 份表。`];
  return family === "input" ? [`(${message})`] : [];
}

/** What a failed check asks for, what the form prints, and which misread character would explain it. */
function checked(check) {
  if (!check) return [];
  const numbers = [check.expected !== null && `应为 ${check.expected}`, check.found !== null && `表中为 ${check.found}`].filter(Boolean);
  const [, instead, printed] = /: (\S+) instead of (\S+)$/.exec(check.suggestion ?? "") ?? [];
  const misread = instead === undefined ? check.suggestion : `若“${printed}”是“${instead}”的误识,则各项合计都相符。`;
  return [numbers.length > 0 && `${numbers.join(",")}。`, misread];
}

class RecordView {
  constructor(codes, close, go) {
    this.codes = codes;
    this.close = close;
    this.go = go;
  }

  /** Shows a record; `content` is `null` where the report has no paper of it. */
  show(row, content, hasPrevious, hasNext) {
    const name = row[ROW.name] ?? "(项目名称未读出)";
    const button = (words, hint, enabled, action) => element("button", { type: "button", title: hint, disabled: !enabled, onclick: action }, words);
    const link = row[ROW.link] === null ? null : element("a", { href: `${row[ROW.link]}${row[ROW.page] === null ? "" : `#page=${row[ROW.page]}`}`, target: "_blank", rel: "noopener" }, "打开原件");
    const bar = element(
      "div", { class: "record-bar" },
      button("← 返回", "Esc", true, () => this.close()), button("上一条", "K", hasPrevious, () => this.go(-1)), button("下一条", "J", hasNext, () => this.go(1)),
      element("h1", { tabindex: "-1" }, name), mark(standing(row), STANDINGS[standing(row)]),
      element("span", { class: "where" }, placeOf(row), " · ", READERS[row[ROW.reader]] ?? row[ROW.reader]), link,
    );
    const body = content === null ? element("p", { class: "notice" }, "本报告未附该记录的原件对照,完整内容见 records.jsonl。") : this.panes(content);
    byId("record").replaceChildren(bar, body);
    bar.querySelector("h1").focus({ preventScroll: true });
  }

  panes({ record, source }) {
    this.record = record;
    this.ties = source.ties;
    this.notes = record.findings.map((finding, at) => ({ ...finding, kind: this.codes.get(finding.code)?.family === "analytic" ? "analytic" : finding.severity, at: finding.at, number: at + 1 }));
    this.values = new Map();
    this.paper = drawPaper(record.id, source);
    const form = drawForm(record, (pointer, shown) => this.value(pointer, shown));
    this.bind();
    const pane = (title, note, node) => element("section", { class: "pane", "aria-label": title }, element("h2", {}, title, element("span", { class: "quiet" }, note)), node);
    const passed = record.checks.filter((check) => check.outcome === "pass").length;
    const failed = record.checks.filter((check) => check.outcome === "fail").length;
    return element(
      "div", { class: "panes" }, pane("原件", "灰字为栏目名,虚框未归位", this.paper.node), pane("识别结果", "点选值与原件互相定位", form),
      pane("问题与校验", `校验 ${passed} 过 ${failed} 未过`, this.list()),
    );
  }

  /** The element of one value, marked with what was found at it or inside it. */
  value(pointer, shown) {
    const isEmpty = shown === null || shown === undefined || shown === "";
    const notes = this.notes.filter(({ at }) => at === pointer || at.startsWith(`${pointer}/`));
    const node = element(
      "span",
      { class: `value${isEmpty ? " empty" : ""}`, tabindex: 0, role: "button", "data-pointer": pointer, onclick: () => this.pick(pointer), onkeydown: (event) => event.key === "Enter" && this.pick(pointer) },
      isEmpty ? "—" : String(shown),
    );
    if (notes.length > 0) {
      const worst = ORDER.find((kind) => notes.some((note) => note.kind === kind));
      node.classList.add(`at-${worst}`);
      node.title = notes.map((note) => `${SEVERITIES[note.kind]}:${this.title(note.code)}`).join("\n");
      node.append(...notes.slice(0, 4).map((note) => element("span", { class: `note ${note.kind}` }, String(note.number))));
    }
    this.values.set(pointer, node);
    return node;
  }

  title(code) {
    return this.codes.get(code)?.title ?? code;
  }

  /** Ties values to cells both ways, and tells labels and stray cells from values. */
  bind() {
    this.cellsAt = new Map();
    const pointersAt = this.paper.cells.map(() => []);
    for (const [pointer, numbers] of Object.entries(this.ties)) {
      const cells = numbers.map((number) => this.paper.cells[number]);
      this.cellsAt.set(pointer, cells);
      if (pointer.startsWith("/unplaced/")) cells.forEach((cell) => cell.node.classList.add("unplaced"));
      else numbers.forEach((number) => pointersAt[number].push(pointer));
    }
    this.paper.cells.forEach((cell, at) => {
      const pointers = pointersAt[at];
      cell.node.classList.add(pointers.length > 0 ? "value" : "label");
      if (pointers.length > 0) cell.node.addEventListener("click", () => this.pick(this.shownPointer(pointers), false));
    });
    for (const note of [...this.notes].reverse()) {
      for (const cell of this.cells(note.at)) {
        cell.node.classList.add(`at-${note.kind}`);
        cell.node.title ||= `${SEVERITIES[note.kind]}:${this.title(note.code)}`;
      }
    }
  }

  /** The pointer, of several, or of one of the parts around it, that the form shows. */
  shownPointer(pointers) {
    for (const pointer of pointers) {
      for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) if (this.values.has(at)) return at;
    }
    return pointers[0];
  }

  /** The cells of a value, of the values inside it, or of the one that it is inside of. */
  cells(pointer) {
    const depth = pointer.split("/").length;
    if (this.cellsAt.has(pointer)) return this.cellsAt.get(pointer);
    if (depth < 3) return [];
    const inside = [...this.cellsAt].filter(([at]) => at.startsWith(`${pointer}/`)).flatMap(([, cells]) => cells);
    return inside.length > 0 ? inside : this.cells(pointer.slice(0, pointer.lastIndexOf("/")));
  }

  pick(pointer, scrollsPaper = true) {
    byId("record").querySelectorAll(".picked").forEach((node) => node.classList.remove("picked"));
    const cells = this.cells(pointer);
    cells.forEach((cell) => cell.node.classList.add("picked"));
    const shown = this.shownPointer([pointer]);
    const value = this.values.get(shown) ?? [...this.values].find(([at]) => at.startsWith(`${pointer}/`))?.[1];
    value?.classList.add("picked");
    if (scrollsPaper) cells[0]?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
    value?.scrollIntoView({ block: "nearest" });
    for (const button of byId("record").querySelectorAll(".findings button")) {
      const at = button.dataset.at;
      button.setAttribute("aria-current", String(at === pointer || (pointer !== "" && at.startsWith(`${pointer}/`)) || (at !== "" && at.split("/").length > 2 && pointer.startsWith(`${at}/`))));
    }
  }

  list() {
    const groups = ORDER.map((kind) => this.notes.filter((note) => note.kind === kind)).filter((notes) => notes.length > 0);
    const items = groups.flatMap((notes) => [
      element("li", {}, element("h3", {}, `${SEVERITIES[notes[0].kind]}(${notes.length})`)),
      ...notes.map((note) => {
        const check = this.record.checks.find((check) => check.rule === note.code && check.outcome === "fail" && check.at[0] === note.at);
        const { says, family } = this.codes.get(note.code) ?? {};
        const words = [says ?? note.message, ...particulars(note, family), ...checked(check), note.raw && `原文:${note.raw}`].filter(Boolean).join(" ");
        return element("li", {}, element("button", { type: "button", title: note.message, "data-at": note.at, onclick: () => this.pick(note.at) }, mark(note.kind, `${note.number} ${this.title(note.code)}`), element("span", { class: "message" }, words)));
      }),
    ]);
    return items.length > 0 ? element("ul", { class: "findings" }, ...items) : element("p", { class: "none" }, "没有发现问题");
  }
}
