// The keys of the desk. Whatever has data-key is pressed, or focused, by that key; all of it works without them.
"use strict";
(() => {
  const typing = "input:not([type=radio], [type=checkbox]), textarea, select";

  const use = (target) => {
    if (target.matches(typing)) {
      target.focus();
    } else if (target.matches("details")) {
      target.open = !target.open;
      target.querySelector("summary").focus({ preventScroll: true }); // what is read stays in sight: so does this
    } else {
      target.click();
    }
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest(typing)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const targets = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === event.key.toLowerCase());
    const target = targets.at(-1);
    if (target) {
      event.preventDefault();
      use(target);
    }
  });

  // A form is sent once, however often it is clicked; a page that comes back from the history can be sent again.
  const sent = new WeakSet();
  addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (sent.has(event.target)) event.preventDefault();
    sent.add(event.target);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const passage = document.getElementById("words");
  const quote = document.getElementById("quote");
  const take = document.querySelector("[data-take]");

  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || !passage.contains(selection.getRangeAt(0).commonAncestorContainer)) return "";
    const range = selection.getRangeAt(0);
    const before = document.createRange();
    before.selectNodeContents(passage);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    return passage.textContent.slice(start, start + range.toString().length).trim();
  };

  if (passage && quote && take) {
    take.hidden = false;
    let words = "";
    document.addEventListener("selectionchange", () => {
      words = selected() || words;
    });
    take.addEventListener("click", () => {
      if (words) quote.value = words;
      quote.focus();
    });
  }
})();
