// What the pages do beyond links and forms: dropping files and following their way to the server, copying a key, and
// saying when the line to the server is down. Everything here has a way without it.
"use strict";

(() => {
  const form = document.getElementById("upload");
  if (form) {
    const input = form.elements.file;
    const drop = form.querySelector(".drop");
    const chosen = document.getElementById("chosen");
    const sent = document.getElementById("sent");
    const told = document.getElementById("told");
    let sending = false;

    const show = () => {
      const count = input.files.length;
      const words = count === 1 ? form.dataset.one : form.dataset.other;
      chosen.textContent = count ? words.replace("{count}", count.toLocaleString(document.documentElement.lang)) : "";
      if (count) {
        input.setCustomValidity("");
      }
    };
    input.addEventListener("change", show);
    show();

    // Files may be let go anywhere on the page: a browser would else leave it and open the file.
    const holdsFiles = (event) => event.dataTransfer && event.dataTransfer.types.includes("Files");
    let depth = 0;
    const lift = (by) => {
      depth = Math.max(0, depth + by);
      drop.classList.toggle("over", depth > 0);
    };
    document.addEventListener("dragenter", (event) => holdsFiles(event) && lift(1));
    document.addEventListener("dragleave", (event) => holdsFiles(event) && lift(-1));
    document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      if (!holdsFiles(event)) {
        return;
      }
      event.preventDefault();
      lift(-depth);
      if (!sending) {
        input.files = event.dataTransfer.files;
        show();
        input.focus();
      }
    });

    const targets = () => [...form.querySelectorAll("input[name=to]")];
    const checkTargets = () => {
      const [first] = targets();
      first.setCustomValidity(targets().some((box) => box.checked) ? "" : form.dataset.noTarget);
    };
    targets().forEach((box) => box.addEventListener("change", checkTargets));
    input.addEventListener("invalid", () => input.setCustomValidity(form.dataset.noFile));

    const line = (file) => {
      const item = document.createElement("li");
      const name = document.createElement("cite");
      const bar = document.createElement("progress");
      const words = document.createElement("span");
      name.textContent = file.name;
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", `${form.dataset.sending}: ${file.name}`);
      item.append(name, bar, words);
      sent.append(item);
      return { item, bar, words };
    };

    // The same file sent again from this page, because its answer was lost, is the note that it already became.
    const keyOf = (file) => {
      const wishes = targets().filter((box) => box.checked).map((box) => box.value);
      const all = [file.name, file.lastModified, ...wishes, form.elements.from.value].join("/");
      let mark = 2166136261;
      for (const sign of all) {
        mark = Math.imul(mark ^ sign.codePointAt(0), 16777619) >>> 0;
      }
      return `${form.dataset.key}-${file.size}-${mark}`;
    };

    // One file a request: each has its own bar, and one that is refused does not hold the others up.
    const send = (file, shown) =>
      new Promise((resolve) => {
        const body = new FormData();
        for (const name of ["csrf", "forum", "from"]) {
          body.append(name, form.elements[name].value);
        }
        targets().filter((box) => box.checked).forEach((box) => body.append("to", box.value));
        body.append("file", file);
        const request = new XMLHttpRequest();
        request.open("POST", form.action);
        request.setRequestHeader("Accept", "text/plain");
        request.setRequestHeader("Idempotency-Key", keyOf(file));
        request.upload.addEventListener("progress", (event) => {
          shown.bar.value = (100 * event.loaded) / event.total;
        });
        request.addEventListener("loadend", () => {
          const spoke = (request.getResponseHeader("Content-Type") || "").startsWith("text/plain");
          const taken = request.status === 202 && spoke;
          shown.bar.remove();
          shown.words.textContent = spoke ? request.responseText : form.dataset.lost;
          shown.item.className = taken ? "taken" : "refused";
          told.textContent = `${file.name}: ${shown.words.textContent}`;
          resolve();
        });
        request.send(body);
      });

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (sending) {
        return;
      }
      const files = [...input.files];
      const button = form.querySelector("button");
      sent.replaceChildren();
      const shown = files.map(line);
      sending = true;
      // Not disabled: the focus would be lost.
      button.setAttribute("aria-disabled", "true");
      for (const [number, file] of files.entries()) {
        await send(file, shown[number]);
      }
      sending = false;
      button.removeAttribute("aria-disabled");
      input.value = "";
      show();
    });
    window.addEventListener("beforeunload", (event) => sending && event.preventDefault());
  }

  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.done;
    });
  }

  const disconnected = document.getElementById("disconnected");
  if (disconnected) {
    const stream = document.getElementById("stream");
    const broken = () => { disconnected.hidden = false; };
    const ofStream = (event) => event.detail.ctx && event.detail.ctx.sourceElement === stream;
    document.addEventListener("htmx:sse:error", broken);
    document.addEventListener("htmx:error", (event) => ofStream(event) && broken());
    document.addEventListener("htmx:sse:after:connection", () => { disconnected.hidden = true; });
    // A button that was refused shows an old state: the page as it is now tells why.
    document.addEventListener("htmx:response:error", (event) => (ofStream(event) ? broken() : location.reload()));
  }
})();
