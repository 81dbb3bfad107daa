// The search page of a copy without a server: ?q= is answered here. Without it the page shows all findings by theme.
import { find, pieces } from "./findings.js";

const question = (new URLSearchParams(location.search).get("q") ?? "").slice(0, 200).trim().replace(/\s+/g, " ");
if (question) answer(question);

function made(name, content, attributes = {}) {
  const element = document.createElement(name);
  element.append(...[content].flat());
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  return element;
}

async function answer(asked) {
  document.getElementById("q").value = asked;
  const script = document.querySelector("script[data-index]");
  const response = await fetch(script.dataset.index);
  if (!response.ok) return;
  const index = await response.json();
  const say = (key, values = {}) => index.say[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const found = find(asked, index);
  const main = document.getElementById("main");
  const heading = main.querySelector("h1");
  heading.textContent = say("search.title.of", { question: asked });
  document.title = `${heading.textContent} – kgsm`;
  const count = found.total.toLocaleString(document.documentElement.lang);
  const sentence = found.total === 1 ? say("search.count.one") : found.total ? say("search.count", { count }) : say("search.none");
  const shown = [made("p", sentence, { role: "status" })];
  if (found.proposal) {
    const link = made("a", found.proposal, { href: `?${new URLSearchParams({ q: found.proposal })}` });
    shown.push(made("p", [say("search.proposal"), " ", link]));
  }
  if (found.hits.length) shown.push(made("ol", found.hits.map((each) => result(each, index)), { class: "results" }));
  else shown.push(made("h2", say("search.themes")));
  if (found.hits.length) for (const theme of main.querySelectorAll(":scope > section")) theme.remove();
  heading.after(...shown);
  for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
}

function result({ entry, marked }, index) {
  const title = pieces(entry.title, index).map(([text, word]) => (word && marked.has(word) ? made("mark", text) : text));
  const link = made("a", made("bdi", title, { lang: entry.language }), { href: entry.href });
  const item = made("li", [made("span", entry.kind, { class: "kind" }), " ", link]);
  if (entry.detail) item.append(made("p", made("bdi", entry.detail), { class: "muted" }));
  return item;
}
