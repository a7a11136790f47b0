// A click on one of the page's own links -> the new view over the connection that is open already.
//
// Without this every link still works, as a full load. Streamlit listens to `popstate`, reads the
// address and runs the page again; nothing of it is called here.
"use strict";

const PAGES = new Set(["/", "/dokument", "/amnen", "/samlingen", "/hamtning", "/natten", "/hjalp", "/tillganglighet", "/kallor"]);
let arriving = { top: 0 };
let again = null; // the name of the link that was followed: one goes on from the same in the new view

const PLACES = ["mark[data-now]", "[data-here] mark", "[data-here]"]; // the one asked for, best first

const scroller = () => document.querySelector('[data-testid="stMain"]');

function go(url) {
  history.replaceState({ ...history.state, top: scroller()?.scrollTop ?? 0 }, "");
  history.pushState({ top: 0 }, "", url);
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || elsewhere || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || !PAGES.has(url.pathname) || url.hash) return;
  event.preventDefault();
  again = link.dataset.again ?? null;
  go(url.href);
});

// A form adds its fields to its own address. (`st.html` takes away fields with names such as "id".)
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".lk-view form");
  if (!form) return;
  event.preventDefault();
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) url.searchParams.set(name, value);
  go(url.href);
});

// Years are dragged over in the histogram; the two fields beside it say the same to the keyboard. Bars are
// known by where they stand: Streamlit may put others in their place between two moves of the pointer.
let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const bar = event.button ? null : barAt(event.target);
  dragged = bar && { from: bar.at, to: bar.at };
});

document.addEventListener("dragstart", (event) => dragged && event.preventDefault()); // of the link itself

document.addEventListener("pointermove", (event) => {
  const bar = dragged && barAt(document.elementFromPoint(event.clientX, event.clientY));
  if (!bar) return;
  dragged.to = bar.at;
  const [first, last] = ends();
  bar.bars.forEach((one, at) => one.toggleAttribute("data-chosen", first <= at && at <= last));
});

addEventListener("pointerup", () => {
  if (!dragged) return;
  const { from, to } = dragged;
  const [first, last] = ends();
  dragged = null;
  if (from === to) return; // a click: the bar's own link
  const time = document.querySelector(".lk-view:not([data-left]) .lk-time");
  const bars = time?.querySelectorAll(".lk-bars li");
  if (!bars?.[last]) return;
  const form = time.querySelector("form");
  form.elements.fran.value = bars[first].dataset.first;
  form.elements.till.value = bars[last].dataset.last;
  form.requestSubmit();
});

addEventListener("pointercancel", () => (dragged = null));

function barAt(target) {
  const bar = target?.closest?.(".lk-time .lk-bars li");
  if (!bar) return null;
  const bars = [...bar.parentElement.children];
  return { at: bars.indexOf(bar), bars };
}

function ends() {
  return [dragged.from, dragged.to].sort((a, b) => a - b);
}

addEventListener("popstate", (event) => {
  arriving = { top: event.state?.top ?? 0, moved: true, again };
  again = null;
  for (const left of document.querySelectorAll(".lk-view")) left.dataset.left = "yes";
});

// A view that is the same as the one before never arrives; what the reader does next ends the wait.
for (const act of ["keydown", "pointerdown"]) addEventListener(act, () => (arriving = null), true);

// What arrives is shown from its top, from where the reader left it, or from the place asked for.
function arrive() {
  const view = arriving && document.querySelector(".lk-view:not([data-left])");
  if (!view) return;
  const place = arriving.top ? null : PLACES.map((one) => view.querySelector(one)).find(Boolean);
  const same = arriving.again && view.querySelector(`[data-again="${arriving.again}"]`);
  const heading = view.querySelector("h1");
  if (place || arriving.again) view.querySelector(".lk-sheet")?.scrollIntoView();
  if (place) place.scrollIntoView({ block: "nearest" });
  else if (!arriving.again && scroller()) scroller().scrollTop = arriving.top;
  if (same) {
    same.focus({ preventScroll: true });
  } else if (arriving.moved && heading) {
    heading.tabIndex = -1; // so that a screen reader says where one has come
    heading.focus({ preventScroll: true });
  }
  arriving = null;
}

// What Streamlit itself says, in English and to whoever wrote the page -> what we say, by language. Here and not in
// locale/: the server is gone when the last two are said.
const SAID = new Map([
  ["Skip to main content", { sv: "Hoppa till innehållet" }],
  ["Close", { sv: "Stäng" }],
  ["Connection error", { sv: "Ingen kontakt med Lykta", en: "No contact with Lykta" }],
  [
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:",
    {
      sv: "Sidan får inget svar. Vänta en stund och ladda om. Hjälper det inte: säg till den som sköter Lykta.",
      en: "The page gets no answer. Wait a while and load it again. If that does not help, tell whoever runs Lykta.",
    },
  ],
]);
const ours = (text) => SAID.get(text)?.[document.documentElement.lang];

// The text alone is put in place of the text: the elements are Streamlit's and stay as they are.
function translate() {
  for (const said of document.querySelectorAll('a[href="#stMain"], [role="dialog"]')) {
    const texts = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = ours(texts.currentNode.nodeValue);
      if (text) texts.currentNode.nodeValue = text;
    }
    const close = said.querySelector('[aria-label="Close"]');
    if (close && ours("Close")) close.setAttribute("aria-label", ours("Close"));
  }
}

new MutationObserver(() => (translate(), arrive())).observe(document, { childList: true, subtree: true });
