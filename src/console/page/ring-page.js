// Runs in the browser, inside the page that ring-page.ts writes. Nothing here reads the network; ids are put into the page as text only.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("ring-data").textContent);
  const svg = document.getElementById("picture");
  const detail = document.getElementById("detail");
  const every = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className !== undefined) element.className = className;
    return element;
  };

  // Which account holds which key, both ways.
  const keysOf = data.accounts.map(() => []);
  data.keys.forEach((key, k) => key.holders.forEach((a) => keysOf[a].push(k)));
  const nodes = new Map(every(".node", svg).map((node) => [node.dataset.node, node]));
  const names = every(".name", svg);
  const links = every(".link", svg);

  const lit = (node) => {
    const [sort, number] = [node[0], Number(node.slice(1))];
    const around = sort === "a" ? keysOf[number].map((k) => `k${k}`) : data.keys[number].holders.map((a) => `a${a}`);
    return new Set([node, ...around]);
  };
  const light = (node) => {
    svg.classList.toggle("focus", node !== null);
    const around = node === null ? new Set() : lit(node);
    for (const [name, element] of nodes) element.classList.toggle("lit", around.has(name));
    for (const name of names) name.classList.toggle("lit", around.has(name.dataset.node));
    for (const link of links) link.classList.toggle("lit", node !== null && (link.dataset.a === node || link.dataset.k === node));
  };

  let picked = null;
  const copyable = (exact, shown) => {
    const button = make("button", shown, "copy mono");
    button.title = "Copy";
    button.addEventListener("click", () => copy(exact, button));
    return button;
  };
  const describe = (node) => {
    detail.replaceChildren();
    if (node === null) {
      detail.append(make("p", "Point at an account or at something shared; click to keep it.", "faint"));
      return;
    }
    const [sort, number] = [node[0], Number(node.slice(1))];
    const list = make("ul");
    const entry = (name, text) => {
      const line = make("li", text);
      line.tabIndex = 0;
      const choose = () => pick(name);
      line.addEventListener("click", choose);
      line.addEventListener("keydown", (event) => event.key === "Enter" && choose());
      list.append(line);
    };
    const heading = make("h3");
    if (sort === "a") {
      const account = data.accounts[number];
      heading.append(copyable(account.id, account.shown));
      detail.append(heading, make("p", account.words, "faint"));
      if (account.summary !== null) detail.append(make("p", account.summary));
      for (const k of keysOf[number]) entry(`k${k}`, `${data.keys[k].kind}: ${data.keys[k].readable}`);
    } else {
      const key = data.keys[number];
      heading.append(make("span", `${key.kind} `), copyable(key.key, key.shown));
      detail.append(heading, make("p", key.words, "faint"));
      for (const a of key.holders) entry(`a${a}`, data.accounts[a].shown);
    }
    detail.append(list);
  };
  const pick = (node) => {
    if (picked !== null) nodes.get(picked)?.classList.remove("picked");
    picked = node === picked ? null : node;
    if (picked !== null) nodes.get(picked)?.classList.add("picked");
    light(picked);
    describe(picked);
  };
  let dragged = false;
  for (const [name, element] of nodes) {
    element.addEventListener("pointerenter", () => picked === null && (light(name), describe(name)));
    element.addEventListener("pointerleave", () => picked === null && (light(null), describe(null)));
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      if (!dragged) pick(name);
    });
    element.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), pick(name)));
  }
  svg.addEventListener("click", () => !dragged && picked !== null && pick(picked));
  document.addEventListener("keydown", (event) => event.key === "Escape" && picked !== null && pick(picked));

  for (const button of every(".kinds button")) {
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      for (const element of every(`[data-kind="${button.dataset.kind}"]`, svg)) element.style.display = on ? "" : "none";
    });
  }

  // Looking at a part: the box of the picture moves, nothing else.
  const whole = svg.viewBox.baseVal;
  const full = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  const zoom = (factor, at = { x: whole.x + whole.width / 2, y: whole.y + whole.height / 2 }) => {
    const width = Math.min(full.width, Math.max(full.width / 12, whole.width * factor));
    const share = width / whole.width;
    whole.x = at.x - (at.x - whole.x) * share;
    whole.y = at.y - (at.y - whole.y) * share;
    whole.width = width;
    whole.height *= share;
    if (width === full.width) Object.assign(whole, full);
  };
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    return { x: whole.x + ((event.clientX - box.left) / box.width) * whole.width, y: whole.y + ((event.clientY - box.top) / box.height) * whole.height };
  };
  document.getElementById("zoom-in").addEventListener("click", () => zoom(0.7));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 0.7));
  document.getElementById("zoom-all").addEventListener("click", () => zoom(1e6));
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, place(event));
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    const from = place(event);
    dragged = false;
    const move = (now) => {
      const to = place(now);
      if (!dragged && Math.hypot(to.x - from.x, to.y - from.y) < whole.width / 250) return;
      dragged = true;
      svg.classList.add("moving");
      whole.x += from.x - to.x;
      whole.y += from.y - to.y;
    };
    const end = () => {
      svg.classList.remove("moving");
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
  });

  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Some browsers keep the clipboard from files on disk.
      const area = make("textarea", text);
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1200);
  };
  for (const button of every("[data-copy]")) button.addEventListener("click", () => copy(data.exact[Number(button.dataset.copy)], button));
  for (const button of every("[data-pick]")) {
    button.addEventListener("click", () => {
      if (picked !== button.dataset.pick) pick(button.dataset.pick);
      document.getElementById("graph").scrollIntoView();
    });
  }

  for (const table of every("table.sortable")) {
    const body = table.tBodies[0];
    every("th", table).forEach((head, column) => {
      const button = make("button", head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        every("th", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
        const numbers = [...body.rows].every((row) => row.cells[column].dataset.value !== undefined);
        const compare = (one, other) => (numbers ? Number(value(one)) - Number(value(other)) : value(one) < value(other) ? -1 : value(one) > value(other) ? 1 : 0);
        body.append(...[...body.rows].sort((one, other) => (down ? compare(other, one) : compare(one, other))));
      });
    });
  }
  const find = document.getElementById("find");
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const row of every("#accounts tbody tr")) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  });
  const seek = document.getElementById("seek");
  seek.addEventListener("input", () => {
    const wanted = seek.value.trim().toLowerCase();
    const a = wanted === "" ? -1 : data.accounts.findIndex((account) => account.id.toLowerCase().includes(wanted) || account.shown.toLowerCase().includes(wanted));
    const k = wanted === "" || a >= 0 ? -1 : data.keys.findIndex((key) => key.key.toLowerCase().includes(wanted) || key.readable.toLowerCase().includes(wanted));
    const node = a >= 0 ? `a${a}` : k >= 0 ? `k${k}` : null;
    if (node !== picked) pick(node ?? picked);
  });
  describe(null);
})();
