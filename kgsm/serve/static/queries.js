// The SPARQL page of a copy without a server: a query is answered by Oxigraph in a worker of the reader's browser. Its module
// (kgsm/serve/frontend/src/sparql-in-page.js says what it takes and gives) and the data are loaded when the first one is asked.

const SECONDS = 30;
const ROWS = 10000;
const SHOWN = 1000;
const form = document.getElementById("in-page");
const status = form.querySelector(".status");
const place = form.querySelector(".scroll");
const sentences = JSON.parse(form.dataset.say);
const language = document.documentElement.lang;
let store = null;

const say = (key, values = {}) => sentences[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = (value) => Number(value).toLocaleString(language, { maximumFractionDigits: 20 });
const megabytes = (bytes) => (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

form.hidden = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  place.hidden = true;
  try {
    store ??= await opened();
    status.textContent = say("running");
    const answer = await store.query(form.query.value, { seconds: SECONDS, rows: ROWS });
    show(answer, await named(answer));
  } catch (error) {
    status.textContent = explained(error);
  } finally {
    button.disabled = false;
  }
});

async function opened() {
  const { open } = await import(form.dataset.module);
  const loads = new Map();
  const progress = ({ loaded, total, url }) => {
    loads.set(url, [loaded, total ?? loaded]);
    const sum = (which) => [...loads.values()].reduce((all, each) => all + each[which], 0);
    status.textContent = say("loading", { done: megabytes(sum(0)), total: megabytes(sum(1)) });
  };
  return open(JSON.parse(form.dataset.sources), { progress });
}

// What the things of an answer are called, by IRI: in the reader's language, else in another one; nothing for those without a name.
async function named(answer) {
  const found = (answer.rows ?? []).slice(0, SHOWN).flatMap((row) => Object.values(row));
  const things = [...new Set(found.filter((each) => each.type === "uri" && !/[<>"{}|\\^`\s]/.test(each.value)).map((each) => `<${each.value}>`))];
  if (!things.length) return new Map();
  const { rows } = await store.query(form.dataset.labels.replace("$things", () => things.join(" ")), { seconds: SECONDS, rows: 10 * ROWS });
  const names = new Map();
  for (const { thing, name } of rows) {
    if (name["xml:lang"] === language || !names.has(thing.value)) names.set(thing.value, name);
  }
  return names;
}

function explained(error) {
  if (error.code === "time") return say("too-long", { seconds: SECONDS });
  if (error.code === "rows") return say("too-many");
  if (error.code !== "query") return say("not-here");
  const where = error.line ? ` ${say("error.place", { line: error.line, column: error.column })}` : "";
  return `${say("error")}.${where} ${error.message}`;
}

function show(answer, names) {
  if (answer.kind === "boolean") status.textContent = say(answer.boolean ? "yes" : "no");
  else if (answer.kind === "graph") {
    status.textContent = "";
    const text = document.createElement("pre");
    text.textContent = answer.text;
    place.replaceChildren(text);
    place.hidden = false;
  } else rows(answer, names);
}

function rows({ variables, rows: found }, names) {
  const count = number(found.length);
  if (found.length > SHOWN) status.textContent = say("cut", { count, shown: number(SHOWN) });
  else status.textContent = found.length === 1 ? say("rows.one") : found.length ? say("rows", { count }) : say("none");
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of variables) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const each of found.slice(0, SHOWN)) {
    const row = body.insertRow();
    for (const name of variables) fill(row.insertCell(), each[name], names);
  }
  place.replaceChildren(table);
  place.hidden = found.length === 0;
}

function fill(cell, term, names) {
  if (!term) return;
  const shown = document.createElement("bdi");
  const name = (term.type === "uri" && names.get(term.value)) || term;
  if (name["xml:lang"]) shown.lang = name["xml:lang"];
  const isNumber = /#(integer|decimal|double|float|nonNegativeInteger)$/.test(term.datatype ?? "") && Number.isFinite(Number(term.value));
  if (isNumber) cell.className = "number";
  shown.textContent = isNumber ? number(term.value) : name.value;
  if (term.type !== "uri" || !/^https?:/.test(term.value)) return cell.append(shown);
  const link = document.createElement("a");
  link.href = addressed(term.value);
  link.append(shown);
  cell.append(link);
}

// An IRI of ours lives in this copy: as a folder whose index is its page, or, with a suffix, as a file.
function addressed(iri) {
  if (!iri.startsWith(form.dataset.base)) return iri;
  const [path, fragment] = iri.slice(form.dataset.base.length).split("#");
  const name = path.split("/").at(-1);
  const page = language === "de" ? "/index.html" : `/index.${language}.html`;
  const index = path && !name.includes(".") ? page : "";
  return `${form.dataset.root}/${path}${index}${fragment ? `#${fragment}` : ""}`;
}
