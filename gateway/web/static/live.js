// Keeps a phone as it is looked at when it is drawn anew: the newest text in sight, unless somebody scrolled up to read,
// and what was folded out stays folded out, but for the small menu of a text whose button was pressed.
"use strict";

const NEAR_THE_END = 60;
let looked = new Map();
let unfolded = new Set();

function nameOf(bubbles) {
  return bubbles.closest("section")?.id;
}

function remember(event) {
  looked = new Map();
  for (const bubbles of document.querySelectorAll(".bubbles")) {
    const left = bubbles.scrollHeight - bubbles.scrollTop - bubbles.clientHeight;
    looked.set(nameOf(bubbles), { top: bubbles.scrollTop, atEnd: left < NEAR_THE_END, count: bubbles.querySelectorAll("li").length });
  }
  const kept = event.detail.requestConfig?.verb === "post" ? "details[id][open]:not(.acts)" : "details[id][open]";
  unfolded = new Set([...document.querySelectorAll(kept)].map((details) => details.id));
}

function showNewest() {
  for (const bubbles of document.querySelectorAll(".bubbles")) {
    const before = looked.get(nameOf(bubbles));
    const isMore = !before || bubbles.querySelectorAll("li").length > before.count;
    bubbles.scrollTop = isMore || before.atEnd ? bubbles.scrollHeight : before.top;
  }
  for (const id of unfolded) {
    document.getElementById(id)?.setAttribute("open", "");
  }
}

function showUnfolded(event) {
  if (event.target.matches?.(".acts[open]")) {
    event.target.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("toggle", showUnfolded, true);
document.addEventListener("DOMContentLoaded", showNewest);
window.addEventListener("load", showNewest);
document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", showNewest);
