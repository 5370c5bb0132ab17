// Up and down go from passage to passage, and up from the first back to the box; Enter opens a link by itself.
"use strict";
(() => {
  const box = () => document.querySelector(".search input[type=search]");
  const stops = () => [...document.querySelectorAll(".passage .open, .pager a[rel=next]")];

  const typing = (element) =>
    element !== box() && element.closest("input, textarea, select, [contenteditable]") !== null;

  const current = (all) => {
    const passage = document.activeElement?.closest(".passage");
    return all.indexOf(passage?.querySelector(".open") ?? document.activeElement);
  };

  const go = (target) => {
    target.focus({ preventScroll: true });
    (target.closest(".passage") ?? target).scrollIntoView({ block: "nearest" });
  };

  addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || typing(event.target)) return;
    const all = stops();
    const at = current(all);
    const target = at < 0 && step < 0 ? undefined : at + step < 0 ? box() : all[at + step];
    if (!target) return;
    event.preventDefault();
    go(target);
  });
})();
