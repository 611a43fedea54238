// The queue by keyboard, and what must not be lost when it is drawn anew: what is selected, and where the reader is.
"use strict";

const OFF = "desk-keys-off";
let current = location.hash.startsWith("#t-") ? location.hash.slice(1) : "";
let selected = new Set();
let emergencies = new Map();
let danger = 0;

const lines = () => [...document.querySelectorAll(".queue a[id^='t-']")];
const boxes = () => [...document.querySelectorAll(".queue input[name='ticket']")];
const here = () => document.getElementById(current);
const boxOf = (link) => link?.closest("li").querySelector("input[name='ticket']");

const countEmergencies = () => Number(document.getElementById("rows")?.dataset.emergencies ?? 0);

function noteEmergencies() {
  const links = [...document.querySelectorAll(".queue li.emergency a[id^='t-']")];
  return new Map(links.map((link) => [link.id, link.textContent.replace(/\s+/g, " ").trim()]));
}

function showCount() {
  const count = boxes().filter((box) => box.checked).length;
  const shown = document.getElementById("selected");
  if (shown) {
    shown.hidden = count === 0;
    shown.textContent = String(count);
  }
}

function showCurrent() {
  for (const link of lines()) {
    link.closest("li").classList.toggle("current", link.id === current);
  }
}

function remember(event) {
  if (event.target.id === "rows") {
    selected = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    emergencies = noteEmergencies();
    danger = countEmergencies();
  }
}

function tellNews() {
  const fresh = [...noteEmergencies()].filter(([id]) => !emergencies.has(id)).map(([, words]) => words);
  if (fresh.length > 0) {
    document.getElementById("news").textContent = `New: ${fresh.join("; ")}`;
  } else if (countEmergencies() > danger) {
    document.getElementById("news").textContent = "There is a new emergency in your departments, outside of these filters.";
  }
}

function restore(event) {
  if (event.target.id !== "rows") {
    return;
  }
  for (const box of boxes()) {
    box.checked = selected.has(box.value);
  }
  tellNews();
  showCount();
  showCurrent();
}

function step(by) {
  const all = lines();
  const at = all.findIndex((link) => link.id === current);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) {
    current = next.id;
    showCurrent();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

function select() {
  const box = boxOf(here());
  if (box) {
    box.checked = !box.checked;
    showCount();
  }
}

function take() {
  const bulk = document.getElementById("bulk");
  const box = boxOf(here());
  if (!bulk || (!box && !boxes().some((one) => one.checked))) {
    return;
  }
  if (!boxes().some((one) => one.checked)) {
    box.checked = true;
  }
  document.getElementById("b-assignee").value = "me";
  bulk.requestSubmit(bulk.querySelector("button[value='assign']"));
}

function selectAll() {
  const isAll = boxes().every((box) => box.checked);
  for (const box of boxes()) {
    box.checked = !isAll;
  }
  showCount();
}

function open(anchor) {
  const link = here();
  if (link) {
    location.href = link.href + anchor;
  }
}

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => open(""),
  r: () => open("#reply"),
  c: () => open("#status"),
  x: select,
  a: take,
  "/": () => document.getElementById("q").focus(),
  "?": () => document.getElementById("keys").showModal(),
};

function onKey(event) {
  const typing = event.target.closest("input:not([type='checkbox']), textarea, select, dialog, [contenteditable]");
  const act = ACTS[event.key];
  if (!act || typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) {
    return;
  }
  event.preventDefault();
  act();
}

function begin() {
  if (!document.getElementById("keys")) {
    return;
  }
  document.querySelector(".keys").hidden = false;
  document.getElementById("show-keys").addEventListener("click", () => document.getElementById("keys").showModal());
  const use = document.getElementById("use-keys");
  use.checked = !localStorage.getItem(OFF);
  use.addEventListener("change", () => (use.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  const all = document.getElementById("select-all");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", selectAll);
  }
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", showCount);
  document.addEventListener("focusin", (event) => {
    if (event.target.id?.startsWith("t-")) {
      current = event.target.id;
      showCurrent();
    }
  });
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSettle", restore);
  showCount();
  showCurrent();
  here()?.focus();
}

document.addEventListener("DOMContentLoaded", begin);
