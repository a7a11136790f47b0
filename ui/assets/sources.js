// The reader's own list of documents to cite, and buttons that copy.
//
// The list is kept in this browser alone, and is an address: /kallor?id=…&id=… shows it to anybody.
const KEY = "lykta-kallor";
const MOST = 100;
const PAGE = "/kallor";

function kept() {
  try {
    const said = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(said) ? said.filter((id) => /^[0-9a-z]{1,64}$/.test(id)).slice(-MOST) : [];
  } catch {
    return []; // a browser that keeps nothing, or something else under our name
  }
}

function keep(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids.slice(-MOST)));
  } catch {
    // it keeps nothing: the list lasts as long as its address
  }
}

const addressOf = (ids) => `${PAGE}?${new URLSearchParams(ids.map((id) => ["id", id]))}`.replace(/\?$/, "");

function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// Only what differs is written: each write is seen by the observer that calls this.
function show() {
  const ids = kept();
  for (const link of document.querySelectorAll(`.lk-head a[href^="${PAGE}"]`)) {
    set(link, "href", addressOf(ids));
    link.dataset.name ??= link.textContent;
    const text = ids.length ? `${link.dataset.name} (${ids.length})` : link.dataset.name;
    if (link.textContent !== text) link.textContent = text;
  }
  for (const button of document.querySelectorAll("[data-keep]")) {
    const words = button.firstChild;
    button.dataset.unkept ??= words.nodeValue;
    const is = ids.includes(button.dataset.keep);
    const text = is ? button.dataset.kept : button.dataset.unkept;
    set(button, "aria-pressed", String(is));
    if (words.nodeValue !== text) words.nodeValue = text;
  }
}

function turn(id) {
  const ids = kept();
  keep(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  show();
  if (location.pathname === PAGE) go(new URL(addressOf(kept()), location.href).href);
}

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea"); // over plain http there is no clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const words = button.firstChild;
  button.dataset.before ??= words.nodeValue;
  words.nodeValue = button.dataset.copied;
  setTimeout(() => (words.nodeValue = button.dataset.before), 2000);
}

document.addEventListener("click", (event) => {
  const keeper = event.target.closest?.("[data-keep]");
  const copier = event.target.closest?.("[data-copy]");
  if (keeper) turn(keeper.dataset.keep);
  if (copier) copy(copier);
});

// A list that came as an address is this browser's from then on, where it had none.
function adopt() {
  const asked = new URLSearchParams(location.search).getAll("id");
  if (location.pathname === PAGE && asked.length && !kept().length) keep(asked);
  else if (location.pathname === PAGE && !asked.length && kept().length) go(new URL(addressOf(kept()), location.href).href);
}

addEventListener("storage", show);
new MutationObserver(show).observe(document, { childList: true, subtree: true });
adopt();
show();
