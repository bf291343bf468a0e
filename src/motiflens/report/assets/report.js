// What the page does beyond being read: a table that sorts and searches, one motif at a time,
// light and dark, saving and copying. Without it everything is there, in order.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  root.classList.add("js");
  all("[data-js]").forEach((element) => { element.hidden = false; });

  // Light and dark: as the reader's system has it until the button says otherwise.
  const theme = one("#theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const tell = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; tell(); });
  dark.addEventListener("change", tell);
  tell();

  // The table of motifs.
  const table = one("#motif-table");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const words = rows.map((row) => `${row.textContent} ${row.dataset.words}`.toLowerCase());
    const search = one("#search");
    const count = one("#count");
    const find = () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !wanted.every((word) => words[i].includes(word));
        shown += !row.hidden;
      });
      count.textContent = `${shown} of ${rows.length} motifs`;
    };
    search.addEventListener("input", find);
    find();

    const key = (row, column) => {
      const cell = row.cells[column];
      const text = cell.dataset.key ?? cell.textContent.trim();
      return text !== "" && isFinite(text) ? Number(text) : text;
    };
    const compare = (a, b) => {
      if (a === "" || b === "") return (a === "") - (b === "");
      if (typeof a === typeof b) return typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true });
      return typeof a === "number" ? -1 : 1;
    };
    const headings = all("thead th", table);
    headings.forEach((heading, column) => {
      const first = heading.dataset.sort;
      if (!first) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const before = heading.getAttribute("aria-sort");
        const other = first === "ascending" ? "descending" : "ascending";
        const order = before === first ? other : first;
        headings.forEach((each) => each.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        const sorted = rows.map((row, i) => [key(row, column), i, row]);
        sorted.sort(([a, i], [b, j]) => (a === "" || b === "" ? compare(a, b) : sign * compare(a, b)) || i - j);
        body.append(...sorted.map(([, , row]) => row));
      });
    });
  }

  // One motif at a time, by the address.
  const pages = all(".page");
  let left = 0;
  let open = null;
  const route = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const page = target && target.closest(".page");
    if (page && !open) left = scrollY;
    root.classList.toggle("on-page", Boolean(page));
    pages.forEach((each) => each.classList.toggle("open", each === page));
    if (page) {
      if (!page.querySelector("figure button")) offer(page);
      scrollTo(0, 0);
      page.querySelector("h3").focus({ preventScroll: true });
    } else if (open) {
      scrollTo(0, left);
      const link = one(`#motif-table a[href="#${open.id}"]`);
      if (link) link.focus({ preventScroll: true });
    }
    if (!page && !open && target) target.scrollIntoView();
    open = page;
  };
  addEventListener("hashchange", route);

  // Saving a drawing as it stands, and copying the text on methods.
  const save = (name, type, text) => {
    const link = document.createElement("a");
    link.download = name;
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "font-size", "font-family", "text-anchor"];
  const standalone = (drawing) => {
    const copy = drawing.cloneNode(true);
    const from = all("*", drawing);
    all("*", copy).forEach((element, i) => {
      const style = getComputedStyle(from[i]);
      if (element.tagName !== "use" && element.tagName !== "g") {
        kept.forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
      }
    });
    const glyphs = one(".glyphs defs").cloneNode(true);
    all("path", glyphs).forEach((path) => {
      path.setAttribute("fill", getComputedStyle(document.getElementById(path.id)).fill);
    });
    copy.prepend(glyphs);
    return new XMLSerializer().serializeToString(copy);
  };
  const offer = (page) => all("figure", page).forEach((figure, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Save as SVG";
    button.setAttribute("aria-label", `Save drawing ${i + 1} as SVG`);
    button.addEventListener("click", () => {
      save(`${page.id}.${i + 1}.svg`, "image/svg+xml", standalone(figure.querySelector("svg")));
    });
    figure.append(button);
  });
  const copy = one("#copy");
  if (copy) {
    copy.addEventListener("click", async () => {
      const text = one("#methods-text");
      try {
        await navigator.clipboard.writeText(text.innerText);
        copy.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(text);
        copy.textContent = "Selected: press Ctrl+C";
      }
    });
  }
  route();
})();
