// The paper of a record: lines of text, or pages with the boxes of their cells.

/** Draws the paper of the record with this id. Each cell gets the number under which `cells` holds it. */
function drawPaper(id, source) {
  const cells = [];
  const add = (node, cell) => {
    node.dataset.cell = cells.length;
    cells.push({ ...cell, node });
    return node;
  };
  const pages = (source.pages ?? []).map((page) => drawPage(page, byId(`picture-${id}-${page.number}`), add));
  const lines = (source.lines ?? []).map((line) => drawLine(line, add));
  return { node: element("div", { class: "paper" }, ...pages, ...lines), cells };
}

function drawLine(line, add) {
  const cells = line.cells.map(([first, last, content]) =>
    add(element("span", { class: "cell" }, content), { line: line.number, columns: [Number(first), Number(last)], text: content }),
  );
  return element("div", { class: "line" }, element("span", { class: "no" }, line.number ?? ""), element("span", { class: "cells" }, ...cells));
}

/** Pixels for a point, at least. */
const LEAST_SCALE = 0.85;

/** A page, as wide as its pane: places are in shares of the view, and so is the type. With its picture, the whole page is shown. */
function drawPage(page, packed, add) {
  const [left, top, right, bottom] = (packed ? [0, 0, ...page.paper] : page.view).map(Number);
  const [width, height] = [right - left, bottom - top];
  const share = ([x0, y0, x1, y1]) => `left:${(100 * (x0 - left)) / width}%;top:${(100 * (y0 - top)) / height}%;width:${(100 * (x1 - x0)) / width}%;height:${(100 * (y1 - y0)) / height}%`;
  const cells = page.cells.map(([edges, content]) => {
    const box = edges.map(Number);
    const size = (100 * fittingSize(content, box[2] - box[0], box[3] - box[1])) / width;
    return add(element("span", { class: "cell", style: `${share(box)};font-size:${size}cqw` }, content), { page: page.number, box, text: content });
  });
  const picture = packed ? element("img", { src: `data:image/jpeg;base64,${packed.textContent}`, alt: "", style: share([left, top, right, bottom]) }) : null;
  const sheet = element("div", { class: picture ? "sheet pictured" : "sheet", style: `aspect-ratio:${width}/${height}` }, picture, ...cells);
  // A wide page is scrolled rather than made too small to read.
  sheet.style.minWidth = `${width * LEAST_SCALE}px`;
  return element("div", {}, element("p", { class: "page-name" }, `第 ${page.number} 页`), sheet);
}

/** Largest type, in points and at most that of a form, at which the text fits into the box. */
function fittingSize(content, width, height) {
  const paragraphs = content.split("\n").map((line) => [...line].reduce((sum, character) => sum + (character.charCodeAt(0) < 0x300 ? 0.56 : 1.02), 0));
  for (let size = 10.5; size > 3; size -= 0.5) {
    const room = Math.max(1, Math.floor((width - 2) / size));
    const lines = paragraphs.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / room)), 0);
    if (lines * size * 1.18 <= height - 1) return size;
  }
  return 3;
}
