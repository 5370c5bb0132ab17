// Beside a text that reads without it: cards of what is mentioned, footnotes and menus that open over the text,
// copying, the language links that keep the paragraph, and the lines of a paragraph on the picture of its page.
"use strict";
(() => {
  const WAIT = 250, LINGER = 300, GAP = 6; // milliseconds and CSS pixels
  const answers = new Map();

  const make = (name, values = {}, ...held) => {
    const node = Object.assign(document.createElement(name), values);
    node.append(...held);
    return node;
  };

  const asked = (address) => {
    if (!answers.has(address)) {
      const answer = fetch(address, { headers: { Accept: "application/json" } }).then((got) => (got.ok ? got.json() : null));
      answers.set(address, answer.catch(() => null));
    }
    return answers.get(address);
  };

  // What opens stands in the top layer, right behind its anchor in the order of focus; nothing on the page moves.
  const over = (kind, className) => {
    const box = make("div", { className: `over ${className}`, lang: document.documentElement.lang, dir: "ltr", tabIndex: -1 });
    box.popover = kind;
    return box;
  };

  const open = (box, anchor) => {
    anchor.after(box);
    box.showPopover();
    const [from, size] = [anchor.getClientRects()[0] ?? anchor.getBoundingClientRect(), box.getBoundingClientRect()];
    const below = from.bottom + GAP + size.height <= innerHeight || from.top < size.height + GAP;
    const left = Math.min(from.left, document.documentElement.clientWidth - size.width - GAP);
    box.style.top = `${Math.max(GAP, below ? from.bottom + GAP : from.top - GAP - size.height)}px`;
    box.style.left = `${Math.max(GAP, left)}px`;
  };

  const action = ({ label, href }) => make("a", { href, textContent: label });

  // the card of a mention
  const card = over("manual", "card");
  card.id = "card";
  let mention = null, timer = 0;

  const fill = (known) => {
    const said = make("p", { className: "said", textContent: known.text, dir: "auto", lang: known.language ?? card.lang });
    const state = make("span", { className: `badge ${known.status}`, textContent: known.state });
    card.replaceChildren(make("p", {}, make("strong", { textContent: known.title }), " ", state), said);
    card.append(make("p", { className: "act" }, ...known.actions.map(action)));
  };

  const close = () => {
    clearTimeout(timer);
    mention?.removeAttribute("aria-describedby");
    mention = null;
    if (card.matches(":popover-open")) card.hidePopover();
  };

  const show = async (anchor) => {
    const known = await asked(`/links/${encodeURIComponent(anchor.dataset.link)}/card`);
    if (mention !== anchor || known === null) return;
    fill(known);
    anchor.setAttribute("aria-describedby", "card");
    open(card, anchor);
  };

  const approach = (event) => {
    if (event.pointerType === "touch" || card.contains(event.target)) return clearTimeout(timer);
    const anchor = event.target.closest?.("[data-link]");
    if (!anchor) return;
    anchor.removeAttribute("title"); // the card says more
    clearTimeout(timer);
    if (anchor === mention) return;
    timer = setTimeout(() => { close(); mention = anchor; show(anchor); }, WAIT);
  };

  const leave = (event) => {
    const to = event.relatedTarget;
    if (!event.target.closest?.("[data-link], .card") || (to && (card.contains(to) || to.closest?.("[data-link]") === mention && mention))) return;
    clearTimeout(timer);
    timer = setTimeout(close, LINGER);
  };

  addEventListener("pointerover", approach);
  addEventListener("pointerout", leave);
  addEventListener("focusin", approach);
  addEventListener("focusout", leave);
  addEventListener("scroll", () => {
    if (card.matches(":popover-open") && !card.contains(document.activeElement)) close();
  }, { passive: true });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || mention === null) return;
    const anchor = mention, within = card.contains(document.activeElement);
    close();
    if (within) { anchor.focus(); clearTimeout(timer); }
  });

  // footnotes in place, and the menu of a paragraph
  const note = over("auto", "note"), menu = over("auto", "menu");
  let opener = null, pressed = null;
  for (const box of [note, menu]) {
    box.addEventListener("toggle", (event) => {
      opener?.setAttribute("aria-expanded", String(event.newState === "open"));
      if (event.newState === "closed") opener = null;
    });
  }
  addEventListener("pointerdown", (event) => { pressed = opener?.contains(event.target) ? opener : null; }, true);

  const footnote = async (anchor) => {
    const id = decodeURIComponent(anchor.hash.slice(1));
    let found = document.getElementById(id);
    if (!found) {
      const page = await fetch(anchor.href).then((got) => got.text());
      found = new DOMParser().parseFromString(page, "text/html").getElementById(id);
    }
    const text = document.importNode(found.querySelector("p"), true);
    for (const odd of text.querySelectorAll(".back, [id]")) odd.classList.contains("back") ? odd.remove() : odd.removeAttribute("id");
    const article = document.querySelector("article");
    Object.assign(text, { className: "said", lang: article.lang, dir: article.dir });
    note.replaceChildren(text);
    return note;
  };

  const put = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = make("textarea", { value: text, className: "hidden" });
    (menu.matches(":popover-open") ? menu : document.body).append(field);
    field.select();
    const done = document.execCommand("copy"); // where the page is not served over HTTPS
    field.remove();
    if (!done) throw new Error("copy");
  };

  const copy = async (button, text, done, failed) => {
    const said = await put(text).then(() => done, () => failed);
    button.focus();
    button.textContent = said;
    button.setAttribute("aria-live", "polite");
  };

  const paragraphMenu = async (anchor) => {
    const known = await asked(new URL("menu", anchor.href).pathname);
    const entry = (item) => {
      if (!item.copy) return action(item);
      const button = make("button", { type: "button", textContent: item.label });
      button.addEventListener("click", () => copy(button, item.copy, item.done, known.failed));
      return button;
    };
    menu.replaceChildren(make("p", { textContent: known.title }), ...known.items.map(entry));
    return menu;
  };

  addEventListener("click", async (event) => {
    const anchor = event.target.closest?.(".mark a, a.ways");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    close();
    if (pressed === anchor) return;
    try {
      const box = await (anchor.matches(".ways") ? paragraphMenu : footnote)(anchor);
      open(box, anchor);
      opener = anchor;
      anchor.setAttribute("aria-expanded", "true");
      (box.querySelector("button") ?? box).focus({ preventScroll: true });
    } catch {
      location.assign(anchor.href);
    }
  });

  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = [...menu.querySelectorAll("button, a")];
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  });

  for (const button of document.querySelectorAll("button.copy")) {
    button.disabled = false;
    const { copy: of, done, failed } = button.dataset;
    button.addEventListener("click", () => copy(button, document.getElementById(of).textContent, done, failed));
  }

  // the other languages, and the text with and without pictures, at the paragraph that is read
  const reached = () => {
    const paragraphs = [...document.querySelectorAll("article .p[id]")].filter(({ id }) => /^(annex\d+\/)?p\d/.test(id));
    const target = paragraphs.find((one) => one.matches(":target"));
    const seen = paragraphs.find((one) => one.getBoundingClientRect().bottom > innerHeight / 8);
    const top = target?.getBoundingClientRect().top;
    return target && top >= 0 && top < innerHeight ? target : scrollY > 0 ? seen : null;
  };
  const keep = (event) => {
    const link = event.target.closest?.(".languages a, .with-pictures"), path = link && reached()?.id;
    if (!path) return;
    const address = new URL(link.href);
    address.searchParams.set("at", path);
    address.hash = encodeURIComponent(path);
    link.href = address;
  };
  addEventListener("pointerdown", keep);
  addEventListener("keydown", keep);

  // Enter in the field that was not changed goes on to the next place
  document.querySelector(".find")?.addEventListener("submit", (event) => {
    const field = event.target.elements.find, next = document.querySelector(".hits a[rel=next]");
    if (!next || field.value !== field.defaultValue) return;
    event.preventDefault();
    location.assign(next.href);
  });

  // the lines of a paragraph on the picture of its page
  const SVG = "http://www.w3.org/2000/svg";
  const drawn = (picture, boxes) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${picture.getAttribute("width")} ${picture.getAttribute("height")}`);
    for (const { x0, y0, x1, y1 } of boxes) {
      const line = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 })) line.setAttribute(name, value);
      svg.append(line);
    }
    picture.after(svg);
  };
  const mark = async (paragraph) => {
    const ways = paragraph?.querySelector(".ways");
    if (!ways || paragraph === mark.of) return;
    mark.of = paragraph;
    const known = await asked(`/v1/passages/${ways.pathname.split("/")[2]}`);
    if (mark.of !== paragraph || !known) return;
    for (const old of document.querySelectorAll(".facsimile svg")) old.remove();
    for (const figure of document.querySelectorAll(".facsimile")) {
      const boxes = known.boxes.filter(({ page }) => page === Number(figure.dataset.page));
      const picture = figure.querySelector("img");
      if (boxes.length && !picture.src.includes(known.id)) drawn(picture, boxes); // else the server has marked it
    }
  };
  if (document.querySelector(".facsimile")) {
    for (const name of ["pointerover", "focusin"]) addEventListener(name, (event) => mark(event.target.closest?.(".leaf .p, .leaf tr")));
    mark(document.querySelector(".leaf :target"));
  }
})();
