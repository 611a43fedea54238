// Says to the next question for who is here whether somebody has just written something on this page.
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
