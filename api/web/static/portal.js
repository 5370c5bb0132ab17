// Reading needs none of this. A link to "#p29" of a long document asks for the part that holds it; "/" goes to the search.
"use strict";
(() => {
  const path = decodeURIComponent(location.hash.slice(1));
  const address = new URL(location.href);
  const reader = document.body.classList.contains("reader");
  if (reader && path && !document.getElementById(path) && address.searchParams.get("at") !== path) {
    address.searchParams.delete("part");
    address.searchParams.set("at", path);
    location.replace(address);
  }
  // What is being made anew is soon there; who has begun to read is not disturbed.
  if (document.querySelector(".old")) setTimeout(() => { if (!scrollY && document.activeElement === document.body) location.reload(); }, 1500);
  addEventListener("keydown", (event) => {
    const field = document.querySelector("input[type=search]");
    const idle = event.target === field ? !field.value : !event.target.closest("input, textarea, select");
    if (event.key === "/" && field && idle) {
      event.preventDefault();
      field.focus();
    }
  });
})();
