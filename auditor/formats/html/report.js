"use strict";
// The page is complete without this script: all of it can be read, and printed. What is added here is how to find
// and to follow something: filters, the way of a flow's data, views in tabs, and zoom.
(() => {
  const one = (query, root = document) => root.querySelector(query);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const data = JSON.parse(one("#data").textContent);
  // Sets of flows, and of links of chains, are numbers with a bit for each; see `flows.py`.
  const set = (digits) => BigInt("0x" + (digits || "0"));
  const bit = (number) => 1n << BigInt(number);
  const members = (bits) => data.names.filter((_, number) => bits & bit(number));
  const every = bit(data.names.length) - 1n;
  const along = data.along.map((digits) => [0, 1, 2, 3].map((part) => set(digits[part])));
  const rows = all("tr[data-edge]").map((row) => {
    const number = Number(row.dataset.edge);
    return { row, number, bit: bit(number), text: row.textContent.toLowerCase() };
  });
  const views = all(".view").map((view) => picture(view));
  let chosen = 0n;
  let current = null;

  // --- Pictures: what is in each, and moving about in it ---

  function picture(view) {
    const svg = one("svg", view);
    const found = { kind: view.dataset.view, view, svg, arrows: [], things: [] };
    if (!svg) return found;
    found.things = all("[data-thing]", svg);
    const ends = data.views[found.kind];
    const byNumber = new Map(all("[data-thing]", svg).map((thing) => [Number(thing.dataset.thing), thing]));
    for (const arrow of all("[data-arrow]", svg)) {
      const [digits, source, target] = ends[Number(arrow.dataset.arrow)];
      found.arrows.push({ arrow, bits: set(digits), ends: [byNumber.get(source), byNumber.get(target)] });
      // A line is thin: what can be clicked is wider.
      const line = one("path", arrow);
      const hit = line.cloneNode();
      hit.setAttribute("class", "hit");
      for (const name of ["stroke", "stroke-width", "stroke-dasharray"]) hit.removeAttribute(name);
      line.after(hit);
    }
    found.whole = svg.getAttribute("viewBox").split(" ").map(Number);
    moving(found, one(".picture", view));
    return found;
  }

  function box(found, next) {
    found.now = next;
    found.svg.setAttribute("viewBox", next.join(" "));
  }

  // Zoom by a factor, towards a point given as parts of the width and the height; 0 shows the whole picture.
  function zoom(found, factor, x = 0.5, y = 0.5) {
    const [left, top, width, height] = found.now || found.whole;
    if (!factor) return box(found, found.whole);
    const size = Math.min(Math.max(width / factor, found.whole[2] / 40), found.whole[2] * 2);
    const part = size / width;
    box(found, [left + width * x * (1 - part), top + height * y * (1 - part), size, height * part]);
  }

  function move(found, right, down) {
    const [left, top, width, height] = found.now || found.whole;
    box(found, [left + width * right, top + height * down, width, height]);
  }

  function moving(found, frame) {
    const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
    const factors = { "+": 1.4, "=": 1.4, "-": 1 / 1.4, 0: 0 };
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in steps) move(found, ...steps[event.key]);
      else if (event.key in factors) zoom(found, factors[event.key]);
      else if (event.key === "n" || event.key === "p") step(found, event.key === "n" ? 1 : -1);
      else return;
      event.preventDefault();
    });
    // The wheel scrolls the page, as everywhere, until somebody has turned to the picture.
    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !frame.contains(document.activeElement)) return;
      event.preventDefault();
      const area = found.svg.getBoundingClientRect();
      const at = [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
      zoom(found, event.deltaY < 0 ? 1.2 : 1 / 1.2, ...at);
    }, { passive: false });
    let from = null;
    let dragged = false;
    frame.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      from = [event.clientX, event.clientY];
      dragged = false;
    });
    frame.addEventListener("pointermove", (event) => {
      if (!from || !event.buttons) return void (from = null);
      const area = found.svg.getBoundingClientRect();
      const by = [(from[0] - event.clientX) / area.width, (from[1] - event.clientY) / area.height];
      if (!dragged && Math.hypot(from[0] - event.clientX, from[1] - event.clientY) < 4) return;
      dragged = true;
      frame.setPointerCapture(event.pointerId); // so that the end of it is no click on what lies there
      move(found, ...by);
      from = [event.clientX, event.clientY];
    });
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    frame.addEventListener("click", (event) => {
      const arrow = event.target.closest("[data-arrow]");
      if (arrow) {
        event.preventDefault();
        choose(found.arrows.find((each) => each.arrow === arrow).bits);
      }
      frame.focus({ preventScroll: true });
    }, true);
  }

  // The next arrow that the filters leave.
  function step(found, by) {
    const left = found.arrows.filter((each) => each.bits & filtered());
    const at = left.findIndex((each) => each.bits === chosen);
    if (left.length) choose(left[(at < 0 && by < 0 ? left.length - 1 : at + by + left.length) % left.length].bits);
  }

  // --- Filters, and the way of what was chosen ---

  function filtered() {
    let bits = every;
    for (const list of all("#filters select")) if (list.value) bits &= set(list.value);
    const words = one("#search").value.toLowerCase().trim().split(/\s+/).filter(Boolean);
    if (words.length) {
      let found = 0n;
      for (const { text, bit: own } of rows) if (words.every((word) => text.includes(word))) found |= own;
      data.names.forEach((name, number) => {
        if (words.every((word) => name.toLowerCase().includes(word))) found |= bit(number);
      });
      bits &= found;
    }
    return bits;
  }

  function way() {
    const found = [0n, 0n, 0n, 0n];
    along.forEach((sets, number) => {
      if (chosen & bit(number)) sets.forEach((bits, part) => (found[part] |= bits));
    });
    return found;
  }

  function draw() {
    const left = filtered();
    const [before, after, mayBefore, mayAfter] = way();
    const sure = chosen | before | after;
    const lit = sure | mayBefore | mayAfter;
    for (const { row, bit: own } of rows) {
      row.hidden = !(left & own);
      const words = [[chosen, "this flow"], [before, "brings its data"], [after, "takes its data on"],
        [mayBefore & ~before, "may bring it"], [mayAfter & ~after, "may take it on"]];
      const said = words.filter(([bits]) => chosen && bits & own).map(([, word]) => word).join(", ");
      if (said) row.dataset.way = said;
      else delete row.dataset.way;
    }
    for (const found of views) {
      const used = new Set();
      for (const { arrow, bits, ends } of found.arrows) {
        const on = bits & left && (!chosen || bits & lit);
        arrow.classList.toggle("dim", !on);
        arrow.classList.toggle("this", Boolean(bits & chosen));
        arrow.classList.toggle("may", Boolean(on && chosen && !(bits & sure)));
        if (on) ends.forEach((end) => used.add(end));
      }
      const quiet = left === every && !chosen;
      for (const thing of found.things) thing.classList.toggle("dim", !quiet && !used.has(thing));
    }
    const number = rows.filter(({ row }) => !row.hidden).length;
    one("#count").textContent = `${number} of ${rows.length} flows shown.`;
    one("#told").textContent = chosen ? told(before, after, (mayBefore & ~before) | (mayAfter & ~after)) : "";
    one("#clear").hidden = !chosen;
  }

  function told(before, after, perhaps) {
    const list = (bits) => {
      const names = members(bits);
      return names.slice(0, 8).join(", ") + (names.length > 8 ? ` and ${names.length - 8} more` : "");
    };
    if (!along.length) return `${list(chosen)}: too many flows to follow here.`;
    const parts = [before ? `its data comes by ${list(before)}` : "its data begins here",
      after ? `goes on by ${list(after)}` : "goes no further"];
    return `${list(chosen)}: ${parts.join(", and ")}.` + (perhaps ? ` Perhaps also by ${list(perhaps)}.` : "");
  }

  // Choose flows, and put that in the address where it is one flow.
  function choose(bits) {
    chosen = bits;
    const names = members(bits);
    const address = names.length === 1 && document.getElementById("flow=" + names[0]) ? `&flow=${names[0]}` : "";
    note(address);
    draw();
  }

  function note(more) {
    history.replaceState(null, "", `#view=${current.kind}${more}`);
  }

  // --- Views in tabs ---

  function show(kind) {
    current = views.find((found) => found.kind === kind) || current || views[0];
    for (const found of views) found.view.hidden = found !== current;
    for (const tab of all("#tabs [role=tab]")) {
      const on = tab.dataset.view === current.kind;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
    }
  }

  const tabs = all("#tabs [role=tab]");
  one("#tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab) return;
    show(tab.dataset.view);
    note("");
  });
  one("#tabs").addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length];
    next.focus();
    next.click();
    event.preventDefault();
  });

  // --- Addresses: #finding=…, #flow=…, #view=…, #view=…&flow=… ---

  function go() {
    const address = location.hash.slice(1);
    const parts = Object.fromEntries(address.split("&").map((part) => part.split(/=(.*)/s, 2)));
    if (parts.view || parts.flow) {
      if (parts.view) show(parts.view);
      const row = rows.find(({ row: each }) => each.id === "flow=" + parts.flow);
      chosen = row ? row.bit : 0n;
      draw();
      one("#flows").scrollIntoView();
      return;
    }
    const target = document.getElementById(address) || document.getElementById(decode(address));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }

  function decode(address) {
    try {
      return decodeURIComponent(address);
    } catch {
      return address;
    }
  }

  // --- All together ---

  for (const part of all("#filters, #now, #tabs, .zoom")) part.hidden = false;
  for (const view of all(".view")) {
    view.setAttribute("role", "tabpanel");
    view.setAttribute("aria-labelledby", `tab-${view.dataset.view}`);
  }
  show(one("#tabs [data-first]").dataset.view);
  one("#filters").addEventListener("input", draw);
  one("#filters").addEventListener("submit", (event) => event.preventDefault());
  one("#filters").addEventListener("reset", () => setTimeout(draw));
  one("#clear").addEventListener("click", () => choose(0n));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen) choose(0n);
  });
  for (const button of all("[data-zoom]")) {
    const found = views.find((each) => each.view.contains(button));
    button.addEventListener("click", () => zoom(found, Number(button.dataset.zoom)));
  }
  window.addEventListener("hashchange", go);
  // What is wider than its place can be scrolled with keys, too.
  const reachable = () => {
    for (const part of all(".scroll, .frame")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  };
  window.addEventListener("resize", reachable);
  setTimeout(reachable);
  draw();
  go();
  // Once more when all is there: until then the browser itself goes where the address leads, to a row of the table.
  window.addEventListener("load", () => setTimeout(go));
})();
