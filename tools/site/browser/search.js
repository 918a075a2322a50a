"use strict";
// Searches the site's pages. `documents.js` and `minisearch.js` are loaded before it. Nothing is fetched, so that the
// search also works on a page that is opened as a file.

/**
 * Words that the index has for a word of a text: `extraConfig` is found as such, and by `extra` and `config`.
 * @param {string} word
 * @returns {string[]}
 */
const wordsOf = (word) => {
  const parts = word.split(/(?<=[a-z0-9])(?=[A-Z])/);
  return [...new Set([word, ...(parts.length > 1 ? parts : [])].map((part) => part.toLowerCase()))];
};

/**
 * The part of a word that its forms share: `rotation` and `rotates` find `rotate`, because the index is searched by
 * prefix.
 * @param {string} word
 * @returns {string}
 */
const stemOf = (word) => word.toLowerCase().replace(/^(.{4,}?)(?:ions?|ings?|ies|ed|es|e|y)$|^(.{3,}?)s$/, "$1$2");

/** @type {import("minisearch").Options} */
const options = {
  fields: ["title", "page", "text"],
  storeFields: ["title", "page", "text", "url"],
  processTerm: wordsOf,
  searchOptions: {
    boost: { title: 4, page: 2 },
    // Who searches mostly wants to do something; a decision says why it is so.
    boostDocument: (_id, _term, { url }) => (url.startsWith("docs/decisions/") ? 0.4 : 1),
    combineWith: "AND",
    fuzzy: (term) => term.length > 4 && 0.2,
    prefix: (term) => term.length > 1,
    processTerm: stemOf,
  },
};

/** Characters of a text that a result shows, from a little before the first word that was found. */
const excerptLength = 160;

/**
 * A result's text around the first word that was found, in pieces: every second one is a word that was found.
 * @param {string} text
 * @param {readonly string[]} found in lower case
 * @returns {string[]}
 */
const excerptOf = (text, found) => {
  const literal = [...found]
    .sort((one, other) => other.length - one.length)
    // A short word is in many others.
    .map((word) => (word.length < 4 ? "\\b" : "") + word.replace(/\W/g, "\\$&"));
  const words = new RegExp(`(${literal.join("|")})`, "gi");
  const first = Math.max(0, text.search(words));
  const start = first < excerptLength / 2 ? 0 : text.lastIndexOf(" ", first - 40) + 1;
  const rest = text.slice(start);
  const cut = rest.length > excerptLength ? rest.slice(0, excerptLength).replace(/ \S*$/, " …") : rest;
  return `${start > 0 ? "… " : ""}${cut}`.split(words);
};

const index = new globalThis.MiniSearch(options);
index.addAll(globalThis.groundupDocuments.map((document, id) => ({ id, ...document })));

/**
 * The sections that have all words of a query, the best first, and then those that have some of them.
 * @param {string} query
 */
globalThis.groundupSearch = (query) => {
  const all = index.search(query);
  const found = new Set(all.map(({ id }) => id));
  const some = index.search(query, { combineWith: "OR" }).filter(({ id }) => !found.has(id));
  return [...all, ...some].slice(0, 20).map(({ title, page, url, text, match }) => ({
    title,
    page,
    url,
    excerpt: excerptOf(text, Object.keys(match)),
  }));
};
