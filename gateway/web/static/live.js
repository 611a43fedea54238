// Keeps the newest text in sight: the phone scrolls to its end when the page opens and when an answer arrives.
"use strict";

function showNewest() {
  for (const bubbles of document.querySelectorAll(".bubbles")) {
    bubbles.scrollTop = bubbles.scrollHeight;
  }
}

document.addEventListener("DOMContentLoaded", showNewest);
document.addEventListener("htmx:afterSettle", showNewest);
