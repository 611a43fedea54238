// Says to the next question for who is here whether somebody has just written something on this page, and begins the form
// that the address names, as the keys of the queue do.
"use strict";

const RECENT = 20_000;
const writing = document.getElementById("writing");
let silent;

document.addEventListener("input", (event) => {
  if (writing && event.target.matches?.("textarea")) {
    writing.value = "1";
    clearTimeout(silent);
    silent = setTimeout(() => { writing.value = ""; }, RECENT);
  }
});

function enter() {
  const card = document.getElementById(location.hash.slice(1));
  if (card?.matches(".act > details")) {
    card.open = true;
    card.querySelector("textarea")?.focus();
  }
}

window.addEventListener("load", enter);
window.addEventListener("hashchange", enter);
