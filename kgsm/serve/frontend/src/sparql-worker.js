/* A message of sparql-in-page.js → an answer by Oxigraph, in a worker that can be ended at any moment.
 *
 * {sources} → {answer: {size}}, {query, rows} → {answer: an Answer}, or {error: {code, message, line, column}};
 * while it fetches, {progress: {loaded, total, url}}.
 */

import init, { Store, namedNode } from "oxigraph";

const ENGINE = new URL(ENGINE_FILE, import.meta.url); // build.mjs puts the name with its digest here
const ROWS = "application/sparql-results+json";
const TRIPLES = "application/n-triples";
const FORMATS = {
  nt: TRIPLES, ttl: "text/turtle", nq: "application/n-quads", trig: "application/trig", rdf: "application/rdf+xml",
  jsonld: "application/ld+json",
};
let store = null;

onmessage = async ({ data }) => {
  try {
    postMessage({ answer: data.sources ? await loaded(data.sources) : answered(data.query, data.rows) });
  } catch (error) {
    postMessage({ error: { code: error.code ?? "browser", message: error.message ?? String(error), ...error.place } });
  }
};

class Refusal extends Error {
  constructor(code, message, place) {
    super(message);
    this.code = code;
    this.place = place;
  }
}

async function loaded(sources) {
  const [engine, ...dumps] = await Promise.all([fetched(ENGINE.href), ...sources.map((each) => fetched(each.url))]);
  await init({ module_or_path: engine }); // bytes: servers do not agree on the media type of WebAssembly
  store = new Store();
  sources.forEach((each, place) => {
    const format = FORMATS[each.format] ?? each.format;
    if (!format) throw new Refusal("load", `${each.url}: the format must be named.`);
    const graph = each.graph ? { to_graph_name: namedNode(each.graph) } : {};
    try {
      store.load(dumps[place], { format, base_iri: each.url, ...graph });
    } catch (error) {
      throw new Refusal("load", `${each.url}: ${error.message ?? error}`);
    }
  });
  // The default graph is the union of the others. Oxigraph's own union answers a triple of two graphs twice.
  store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }");
  return { size: store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").map((row) => Number(row.get("n").value))[0] };
}

async function fetched(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Refusal("load", `${url}: ${error.message}`);
  }
  if (!response.ok) throw new Refusal("load", `${url}: HTTP status ${response.status}.`);
  const coded = response.headers.has("Content-Encoding"); // then the length is that of other bytes
  const total = coded ? null : Number(response.headers.get("Content-Length")) || null;
  const pieces = [];
  let count = 0;
  try {
    for (const reader = response.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      count += value.length;
      if (url !== ENGINE.href) postMessage({ progress: { loaded: count, total, url } });
    }
  } catch (error) {
    throw new Refusal("load", `${url}: ${error.message}`);
  }
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(bytes, url) : bytes; // RFC 1952, 2.3.1
}

async function unpacked(bytes, url) {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    throw new Refusal("load", `${url}: ${error.message}`);
  }
}

function answered(query, rows) {
  const began = performance.now();
  const [mediaType, text] = evaluated(query);
  const answer = { mediaType, text, milliseconds: Math.round(performance.now() - began) };
  if (mediaType === TRIPLES) return { kind: "graph", ...answer };
  const found = JSON.parse(text);
  if ("boolean" in found) return { kind: "boolean", ...answer, boolean: found.boolean };
  const count = found.results.bindings.length;
  if (count > rows) throw new Refusal("rows", `The answer has ${count} rows, more than ${rows}.`);
  return { kind: "rows", ...answer, variables: found.head.vars, rows: found.results.bindings };
}

/* The engine does not say beforehand what form a query has; it refuses a format that does not fit before it evaluates. */
function evaluated(query) {
  try {
    return [ROWS, store.query(query, { results_format: ROWS })];
  } catch (error) {
    const message = error.message ?? String(error);
    if (!message.includes("Not supported RDF format")) throw refused(message);
  }
  try {
    return [TRIPLES, store.query(query, { results_format: TRIPLES })];
  } catch (error) {
    throw refused(error.message ?? String(error));
  }
}

function refused(message) {
  const place = /^error at (\d+):(\d+)/.exec(message);
  return new Refusal("query", message, place ? { line: Number(place[1]), column: Number(place[2]) } : {});
}
