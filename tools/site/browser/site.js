"use strict";
// Folds the list of pages on a narrow screen, and shows the search. Runs where it stands in the page, below the list,
// so that the list is folded before it is drawn. Without it, the list can be folded by hand and there is no search.
(() => {
  const root = document.currentScript.dataset.root;
  const pages = document.querySelector("details.pages");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => {
    pages.open = !narrow.matches;
  };
  narrow.addEventListener("change", fold);
  fold();

  const form = document.querySelector("form[role=search]");
  const input = form.querySelector("input");
  const panel = form.querySelector(".results");
  form.hidden = false;

  /** Scripts are loaded with the first search: pages are light, and a page that is a file may load scripts alone. */
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: `${root}search/${name}` });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`cannot load ${script.src}`)));
      document.head.append(script);
    });
  let loading;
  const loaded = () =>
    (loading ??= load("minisearch.js")
      .then(() => load("documents.js"))
      .then(() => load("search.js")));

  const element = (name, className, ...children) => {
    const made = Object.assign(document.createElement(name), { className });
    made.append(...children);
    return made;
  };

  const entry = ({ title, page, url, excerpt }) => {
    const pieces = excerpt.map((piece, position) => (position % 2 ? element("mark", "", piece) : piece));
    const where = title === page ? [] : [element("span", "page", page)];
    const link = element("a", "", element("strong", "", title), ...where, element("span", "excerpt", ...pieces));
    link.href = root + url;
    // A link within the page that is shown loads nothing: the results would stay open above it.
    link.addEventListener("click", close);
    return element("li", "", link);
  };

  const close = () => {
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };

  const show = async () => {
    const query = input.value.trim();
    if (query.length < 2) return close();
    await loaded();
    // The query of a later key, that was answered before.
    if (query !== input.value.trim()) return;
    const results = globalThis.groundupSearch(query);
    const none = element("p", "", `Nothing found for “${query}”.`);
    panel.replaceChildren(results.length > 0 ? element("ol", "", ...results.map(entry)) : none);
    panel.hidden = false;
    panel.scrollTop = 0;
    input.setAttribute("aria-expanded", "true");
  };

  /** Moves the focus from the input to the results, among them, and back. */
  const move = (step) => {
    const stops = [input, ...panel.querySelectorAll("a")];
    const next = stops.indexOf(document.activeElement) + step;
    stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
  };

  input.addEventListener("focus", () => void loaded());
  input.addEventListener("input", () => void show());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Results that are closed are those of an earlier search.
    if (!panel.hidden) panel.querySelector("a")?.click();
  });
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      input.focus();
      close();
    } else if (step && !panel.hidden) {
      event.preventDefault();
      move(step);
    }
  });
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, textarea, select");
    if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.select();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });

  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) void show();
})();
