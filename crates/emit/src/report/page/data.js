// The data of the page: packed in its elements, unpacked when they are wanted.

/** Places in a row of the table; `report/row.rs` writes them. */
const ROW = Object.freeze({
  id: 0, name: 1, department: 2, unit: 3, year: 4, kind: 5, reader: 6, path: 7, form: 8, page: 9, score: 10, rate: 11,
  errors: 12, warnings: 13, infos: 14, analytics: 15, codes: 16, link: 17, block: 18, at: 19,
});

async function unpacked(id) {
  const text = byId(id).textContent;
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** JSON with every number as the text that it has there: a script's own numbers would lose the printed zeros. */
function parsedAsPrinted(json) {
  const quoted = json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (piece) => (piece[0] === '"' ? piece : `"${piece}"`));
  return JSON.parse(quoted);
}

/** Blocks that were unpacked last: going on to the next record is instant. */
const blocks = new Map();
const MAX_BLOCKS = 4;

/** A record with its paper, or `null` where the report has none. */
async function detail(row) {
  const block = row[ROW.block];
  if (block === null) return null;
  if (!blocks.has(block)) {
    blocks.set(block, unpacked(`block-${block}`).then(parsedAsPrinted));
    if (blocks.size > MAX_BLOCKS) blocks.delete(blocks.keys().next().value);
  }
  return (await blocks.get(block))[row[ROW.at]];
}

/** How a record stands: by the worst that was found in it, analytic findings aside. */
const standing = (row) => (row[ROW.errors] > 0 ? "error" : row[ROW.warnings] > 0 ? "warning" : "clean");
