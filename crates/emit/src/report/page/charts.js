// Drawings of all records: how scores are spread, and how they go with the money spent.

const CHART = Object.freeze({ width: 420, height: 236, left: 38, right: 20, top: 12, bottom: 34 });

function frame(title, note, content) {
  const caption = element("figcaption", {}, element("h2", {}, title), element("span", { class: "quiet" }, note));
  return element("figure", { class: "chart" }, caption, content);
}

function canvas(label, ...children) {
  return drawing("svg", { viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: "group", "aria-label": label }, ...children);
}

const text = (x, y, anchor, content) => drawing("text", { x, y, "text-anchor": anchor }, content);

/** Lower ends of the bins of scores: two points wide where most scores are. */
const SCORE_BINS = [0, 60, 70, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100];

/** Bars of scores; a bar that is pressed calls `pick` with its range. */
function scoreChart(rows, pick) {
  const scores = rows.map((row) => row[ROW.score]).filter((score) => score !== null).map(Number);
  const counts = SCORE_BINS.map(() => 0);
  for (const score of scores) counts[Math.max(0, SCORE_BINS.findLastIndex((from) => score >= from))] += 1;
  const { width, height, left, right, top, bottom } = CHART;
  const step = (width - left - right) / counts.length;
  const most = Math.max(1, ...counts);
  const y = (count) => height - bottom - (count / most) * (height - top - bottom);
  const bars = counts.map((count, bin) => {
    const from = SCORE_BINS[bin];
    const to = SCORE_BINS[bin + 1] ?? Infinity;
    const range = to === Infinity ? "100 分及以上" : `${from} 至不足 ${to} 分`;
    const press = () => pick({ from, to, range });
    return drawing(
      "rect",
      {
        class: "bar", x: left + bin * step + 1, y: y(count), width: step - 2, height: Math.max(0, height - bottom - y(count)),
        tabindex: count > 0 ? 0 : -1, role: "button", "aria-label": `${range}:${count} 条`, "data-from": from,
        onclick: press, onkeydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), press()),
      },
      drawing("title", {}, `${range}:${count} 条`),
    );
  });
  const ticks = SCORE_BINS.map((from, bin) => text(left + (bin + 0.5) * step, height - bottom + 14, "middle", bin === 0 ? "<60" : String(from)));
  const axis = drawing("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom });
  const scale = [text(left - 6, y(most) + 4, "end", String(most)), text(left - 6, y(0) + 4, "end", "0")];
  const below = text((left + width - right) / 2, height - 4, "middle", "总得分(各柱自左端分数起)");
  return frame("得分分布", `${scores.length} 条有总分`, canvas("得分分布柱状图", axis, ...bars, ...ticks, ...scale, below));
}

/** Places of the grid on which points that fall together are drawn as one. */
const POINT_GRID = Object.freeze({ x: 60, y: 40 });
const LEAST_SCORE = 50;

/** Execution rate against score: records that fall together make a larger point. */
function spendingChart(rows) {
  const { width, height, left, right, top, bottom } = CHART;
  const x = (rate) => left + Math.min(Math.max(rate, 0), 1.2) / 1.2 * (width - left - right);
  const y = (score) => height - bottom - ((Math.min(Math.max(score, LEAST_SCORE), 100) - LEAST_SCORE) / (100 - LEAST_SCORE)) * (height - top - bottom);
  const places = new Map();
  let count = 0;
  for (const row of rows) {
    if (row[ROW.score] === null || row[ROW.rate] === null) continue;
    count += 1;
    const [rate, score] = [Number(row[ROW.rate]), Number(row[ROW.score])];
    const key = [Math.round(x(rate) / (width / POINT_GRID.x)), Math.round(y(score) / (height / POINT_GRID.y))].join();
    const place = places.get(key) ?? { x: 0, y: 0, n: 0, flagged: 0 };
    place.x += x(rate);
    place.y += y(score);
    place.n += 1;
    place.flagged += row[ROW.codes].includes("score-outruns-spending") ? 1 : 0;
    places.set(key, place);
  }
  const most = Math.max(1, ...[...places.values()].map((place) => place.n));
  const points = [...places.values()].map(({ x: sumX, y: sumY, n, flagged }) => {
    const [cx, cy, r] = [sumX / n, sumY / n, 2.2 + 6 * Math.sqrt(n / most) * (most > 1 ? 1 : 0.3)];
    const title = drawing("title", {}, `${n} 条${flagged > 0 ? `,其中 ${flagged} 条得分率明显高于执行得分率` : ""}`);
    if (flagged * 2 <= n) return drawing("circle", { class: "point", cx, cy, r }, title);
    return drawing("path", { class: "flagged", d: `M${cx} ${cy - r}L${cx + r} ${cy}L${cx} ${cy + r}L${cx - r} ${cy}Z` }, title);
  });
  const rates = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2];
  const scores = [50, 60, 70, 80, 90, 100];
  const grid = [
    ...rates.map((rate) => drawing("line", { class: "grid", x1: x(rate), x2: x(rate), y1: top, y2: height - bottom })),
    ...scores.map((score) => drawing("line", { class: "grid", x1: left, x2: width - right, y1: y(score), y2: y(score) })),
    ...rates.map((rate) => text(x(rate), height - bottom + 14, "middle", `${Math.round(rate * 100)}%`)),
    ...scores.map((score) => text(left - 6, y(score) + 4, "end", score === LEAST_SCORE ? "≤50" : String(score))),
  ];
  const below = text((left + width - right) / 2, height - 4, "middle", "预算执行率 →   ◇ 得分率明显高于执行得分率");
  return frame("执行率与得分", `${count} 条两者俱全`, canvas("预算执行率与总得分散点图", ...grid, ...points, below));
}

/** Findings by code, most frequent first; a code that is pressed calls `pick`. */
function codeChart(rows, codes, pick) {
  const counts = new Map();
  for (const row of rows) for (const code of row[ROW.codes]) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const most = Math.max(1, ...counts.values());
  const items = sorted.map(([id, count]) => {
    const code = codes.get(id) ?? { title: id, severity: "info", family: "" };
    const kind = code.family === "analytic" ? "analytic" : code.severity;
    const fill = element("span", { class: `fill mark-${kind}`, style: `width:${(100 * count) / most}%` });
    const button = element(
      "button",
      { type: "button", "aria-pressed": "false", "data-code": id, title: `${id} · ${FAMILIES[code.family] ?? ""} · ${SEVERITIES[kind]}`, onclick: () => pick(id) },
      mark(kind, code.title), element("span", { class: `track ${kind}`, style: `color:var(--${kind})` }, fill), element("span", { class: "number" }, String(count)),
    );
    return element("li", {}, button);
  });
  const list = items.length > 0 ? element("ul", { class: "codes" }, ...items) : element("p", { class: "none" }, "没有任何问题");
  return frame("问题按代码", "含该问题的记录数,点选即筛选", list);
}
