// A page of a document as a picture -> with the found words marked on it and its text to select.
//
// The picture and what is printed in it are asked for at the same time; the pages before and after
// are asked for when both have come, so that turning is at once. Without this the picture is bare.
const told = new Map(); // address -> what is printed there: the pages that one turns between
const MOST_TOLD = 12;

function tell(address) {
  if (!told.has(address)) {
    told.set(address, fetch(address).then((answer) => (answer.ok ? answer.json() : null), () => null));
    if (told.size > MOST_TOLD) told.delete(told.keys().next().value);
  }
  return told.get(address);
}

function box(kind, [left, top, width, height]) {
  const made = document.createElement("span");
  made.className = kind;
  Object.assign(made.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  return made;
}

// The same word may stand in the margin too: the one come to is found by its word and its turn.
function comeTo(marks, { word, turn }) {
  const same = marks.filter((mark) => mark.word.toLowerCase() === (word ?? "").toLowerCase());
  return same[turn] ?? same[0];
}

function draw(print, { lines, marks }) {
  const now = comeTo(marks, print.dataset);
  const layer = document.createElement("div");
  layer.className = "lk-layer";
  layer.setAttribute("aria-hidden", "true"); // the text itself is beside, with its headings
  for (const mark of marks)
    for (const sides of mark.boxes) layer.append(box(mark === now ? "lk-found lk-now" : "lk-found", sides));
  for (const line of lines) {
    const made = box("lk-line-text", line.box);
    made.style.setProperty("--lk-high", line.box[3]);
    made.textContent = line.text;
    layer.append(made, document.createElement("br")); // so that copied lines are lines
  }
  print.querySelector(".lk-layer")?.remove();
  print.append(layer);
}

function ahead() {
  for (const near of document.querySelectorAll(".lk-view:not([data-left]) [data-ahead]")) {
    new Image().src = near.dataset.ahead;
    tell(near.dataset.aheadWords);
  }
}

async function prepare(print) {
  print.dataset.asked = "yes";
  const said = await tell(print.dataset.words);
  if (print.isConnected && said) draw(print, said);
  const image = print.querySelector("img");
  if (image.complete) ahead();
  else image.addEventListener("load", ahead, { once: true });
}

// A picture that does not come: neither a load nor an error rises through the tree.
document.addEventListener("error", (event) => {
  const print = event.target.closest?.(".lk-print");
  if (print) print.dataset.failed = "yes";
}, true);

new MutationObserver(() => {
  for (const print of document.querySelectorAll(".lk-print:not([data-asked])")) prepare(print);
}).observe(document, { childList: true, subtree: true });
