// Adding files shows how far they are; a page of files that wait looks again by itself. Without this both still work.
"use strict";
(() => {
  const MEGABYTE = 1 << 20;
  const LOOK_AGAIN = 1500;

  const addition = (form) => {
    const bar = form.querySelector("progress");
    const status = form.querySelector("[role=status]");
    const alert = form.querySelector("[role=alert]");
    const button = form.querySelector("button");

    const show = (text, value) => {
      bar.hidden = text === "";
      status.textContent = text;
      if (value === undefined) bar.removeAttribute("value");
      else bar.value = value;
    };

    const refuse = (text) => {
      show("", 0);
      alert.textContent = text;
      alert.hidden = false;
      button.disabled = false;
    };

    const refusal = (answer) => {
      const page = new DOMParser().parseFromString(answer, "text/html");
      const said = [...page.querySelectorAll("main h1, main .detail")].map((part) => part.textContent.trim());
      return said.join(": ") || form.dataset.lost;
    };

    const send = () => {
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        const percent = Math.floor((100 * loaded) / total);
        show(`${form.dataset.sending} ${percent} %`, percent);
      });
      request.upload.addEventListener("load", () => show(form.dataset.reading));
      request.addEventListener("error", () => refuse(form.dataset.lost));
      request.addEventListener("load", () => {
        if (request.status < 400) location.assign(request.responseURL);
        else refuse(refusal(request.responseText));
      });
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "text/html");
      request.send(new FormData(form));
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const size = [...form.elements.file.files].reduce((sum, file) => sum + file.size, 0);
      if (size > form.dataset.most * MEGABYTE) return refuse(form.dataset.big);
      alert.hidden = true;
      button.disabled = true;
      show(`${form.dataset.sending} 0 %`, 0);
      send();
    });
  };

  const lookAgain = async () => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("received");
    if (!now) return;
    const shown = document.getElementById("received");
    if (shown.textContent !== now.textContent) shown.replaceChildren(...now.children);
    if ("waiting" in now.dataset) setTimeout(lookAgain, LOOK_AGAIN);
    else delete shown.dataset.waiting;
  };

  document.querySelectorAll("form.add").forEach(addition);
  if (document.querySelector("#received[data-waiting]")) setTimeout(lookAgain, LOOK_AGAIN);
})();
