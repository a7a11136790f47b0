// What is typed in the search box -> a list of what it may become (a combobox as WAI-ARIA has it).
//
// Without this the box works as it is. Streamlit draws the box and may draw it anew at any time, so
// the list stands outside it and the box is asked for each time.
"use strict";

const BOX = '[data-testid="stForm"] input[type="text"]';
const PAUSE_MS = 80;

const list = document.createElement("ul");
list.id = "lk-suggestions";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Förslag");
list.hidden = true;
const said = document.createElement("p");
said.className = "lk-unseen";
said.setAttribute("role", "status");
document.body.append(list, said);

let box = null; // the one that is typed in
let chosen = -1;
let waiting = 0;
let asking = null;

function prepare(input) {
  box = input;
  const what = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
    "aria-haspopup": "listbox", "aria-controls": list.id, "aria-expanded": String(!list.hidden) };
  for (const [name, value] of Object.entries(what)) input.setAttribute(name, value);
}

function close() {
  clearTimeout(waiting);
  asking?.abort();
  list.hidden = true;
  said.textContent = "";
  box?.setAttribute("aria-expanded", "false");
  choose(-1);
}

function choose(which) {
  chosen = which;
  for (const [at, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(at === chosen));
    if (at === chosen) option.scrollIntoView({ block: "nearest" });
  }
  if (chosen < 0) box?.removeAttribute("aria-activedescendant");
  else box.setAttribute("aria-activedescendant", list.children[chosen].id);
}

function place() {
  if (list.hidden) return;
  if (!box?.isConnected) return close();
  const field = (box.closest('[data-testid="stTextInputRootElement"]') ?? box).getBoundingClientRect();
  list.style.left = `${field.left}px`;
  list.style.top = `${field.bottom + 4}px`;
  list.style.width = `${field.width}px`;
}

function show(suggestions) {
  list.replaceChildren(...suggestions.map(({ text, kind, address }, at) => {
    const option = document.createElement("li");
    option.id = `lk-suggestion-${at}`;
    option.setAttribute("role", "option");
    option.dataset.address = address;
    const words = document.createElement("span");
    words.textContent = text;
    const label = document.createElement("span");
    label.className = "lk-count";
    label.textContent = kind;
    option.append(words, " ", label);
    return option;
  }));
  if (!suggestions.length) return close();
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  said.textContent = suggestions.length === 1 ? "1 förslag" : `${suggestions.length} förslag`;
  choose(-1);
  place();
}

async function ask(typed) {
  asking?.abort();
  asking = new AbortController();
  const asked = new URLSearchParams(location.pathname === "/" ? location.search : "");
  asked.set("skriver", typed);
  try {
    const answer = await fetch(`/forslag?${asked}`, { signal: asking.signal });
    const suggestions = answer.ok ? await answer.json() : [];
    if (document.activeElement === box && box.value === typed) show(suggestions);
  } catch (error) {
    if (error.name !== "AbortError") close(); // the server is gone: the page itself says so
  }
}

function take(option) {
  const url = option.dataset.address;
  close();
  box.blur(); // Streamlit takes what was typed, and then lets the new view say what the box holds
  go(new URL(url, location.href).href);
}

document.addEventListener("focusin", (event) => event.target.matches?.(BOX) && prepare(event.target));

document.addEventListener("focusout", (event) => event.target === box && close());

document.addEventListener("input", (event) => {
  if (!event.target.matches?.(BOX)) return;
  prepare(event.target);
  clearTimeout(waiting);
  const typed = box.value;
  if (typed.trim().length < 2) close();
  else waiting = setTimeout(ask, PAUSE_MS, typed);
});

// Before Streamlit sees the key: Enter on a suggestion must not send the form as well.
document.addEventListener("keydown", (event) => {
  if (event.target !== box || event.isComposing) return;
  if (event.key === "Enter" && chosen < 0) return close();
  if (list.hidden) return;
  const count = list.children.length;
  if (event.key === "ArrowDown") choose(chosen + 1 < count ? chosen + 1 : -1);
  else if (event.key === "ArrowUp") choose(chosen < 0 ? count - 1 : chosen - 1);
  else if (event.key === "Enter") take(list.children[chosen]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps its focus
list.addEventListener("click", (event) => {
  const option = event.target.closest('[role="option"]');
  if (option) take(option);
});

// A box that was drawn anew never says that it lost the focus.
document.addEventListener("pointerdown", (event) => {
  if (event.target !== box && !list.contains(event.target)) close();
});

addEventListener("resize", place);
addEventListener("scroll", place, true);
addEventListener("popstate", close);
