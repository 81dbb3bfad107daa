/* Dumps by address → answers to SPARQL queries, in the reader's browser and nowhere else.
 *
 *   import { open } from "./static/dist/sparql-in-page-….js";    // the name is in manifest.json under "sparql-in-page.js"
 *
 *   const store = await open(["/study/study.nq"]);               // fetched, loaded; rejects with InPageError "load"
 *   const answer = await store.query("SELECT …", { seconds: 10 });
 *   store.close();
 *
 * open(sources, options) → Promise<Store>
 *   sources   one address or several. Each is a string, or {url, format, graph}: `format` is a media type or one of nt, ttl, nq,
 *             trig, rdf, jsonld (by default what the address ends with, before a .gz, which is unpacked); `graph` is the IRI
 *             of the graph that triples stand in (by default none). Addresses are relative to the page.
 *   options   {seconds: 60} for fetching and loading in all; {progress: ({loaded, total, url}) => …}, bytes as they come, `total`
 *             null where the server does not say it; {signal}, an AbortSignal.
 *
 * Store
 *   .size     how many triples the default graph has: the union of all that was loaded, as at the endpoint of kgsm
 *   .query(text, {seconds: 30, rows: 10000, signal}) → Promise<Answer>
 *   .close()  ends the worker; queries under way reject with "closed"
 *
 * Answer, one of
 *   {kind: "rows", mediaType: "application/sparql-results+json", text, variables: ["x", …], rows: [{x: {type, value, …}}, …]}
 *   {kind: "boolean", mediaType: "application/sparql-results+json", text, boolean: true}
 *   {kind: "graph", mediaType: "application/n-triples", text}    CONSTRUCT and DESCRIBE
 *   `text` is the whole answer in that format (SPARQL 1.1 Query Results JSON; N-Triples). `milliseconds` is how long it took.
 *   More than `rows` rows are an error: nothing that is cut looks whole.
 *
 * InPageError, with .code and for a query that is no SPARQL .line and .column, counted from 1 (columns in code points):
 *   "load" (not fetched, not RDF), "query" (no SPARQL, an update, SERVICE), "rows" (more than asked for), "time", "aborted",
 *   "closed", "browser" (no WebAssembly, not enough memory, a policy forbids it). Its message is for programmers, in English.
 *
 * One query runs at a time, others wait for it; the seconds of a query begin when it does. A query that is stopped takes its
 * worker with it; the next one loads the data again, which the browser still has.
 *
 * Content Security Policy: the module comes from the page's own origin ('self' in script-src, worker-src and connect-src, or in
 * default-src). A policy in the response of the WORKER'S file (sparql-worker-….js), if there is one, must have
 * "script-src 'self' 'wasm-unsafe-eval'" (HTML, "initialize a worker global scope's policy container": a worker has the policy of
 * its own response). The page's policy reaches it in old browsers only (Chromium before 97); for those the page has it, too.
 * Nothing else needs it.
 */

const WORKER = new URL(WORKER_FILE, import.meta.url); // build.mjs puts the name with its digest here

export class InPageError extends Error {
  constructor(code, message, place = {}) {
    super(message);
    this.name = "InPageError";
    this.code = code;
    this.line = place.line ?? null;
    this.column = place.column ?? null;
  }
}

export async function open(sources, { seconds = 60, progress, signal } = {}) {
  const wanted = (Array.isArray(sources) ? sources : [sources]).map(source);
  const store = new Store(wanted, seconds);
  try {
    await store.load(progress, signal);
  } catch (error) {
    store.close();
    throw error;
  }
  return store;
}

function source(given) {
  const { url, format, graph } = typeof given === "string" ? { url: given } : given;
  const absolute = new URL(url, document.baseURI);
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(absolute.pathname)?.[1].toLowerCase();
  return { url: absolute.href, format: format ?? ending, graph: graph ?? null };
}

class Store {
  #sources;
  #seconds;
  #worker = null;
  #last = Promise.resolve();
  #closed = false;
  #stop = null;

  constructor(sources, seconds) {
    this.#sources = sources;
    this.#seconds = seconds;
    this.size = 0;
  }

  load(progress, signal) {
    return this.#queue(() => this.#loaded(progress, signal));
  }

  query(text, { seconds = 30, rows = 10000, signal } = {}) {
    return this.#queue(async () => {
      if (!this.#worker) await this.#loaded(undefined, signal);
      return this.#ask({ query: String(text), rows }, seconds, { signal });
    });
  }

  close() {
    this.#closed = true;
    this.#stop?.(new InPageError("closed", "The store was closed."));
    this.#end();
  }

  #queue(work) {
    const done = this.#last.then(() => {
      if (this.#closed) throw new InPageError("closed", "The store was closed.");
      return work();
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #loaded(progress, signal) {
    try {
      this.#worker = new Worker(WORKER, { type: "module", name: "sparql-in-page" });
    } catch (error) {
      throw new InPageError("browser", String(error));
    }
    const { size } = await this.#ask({ sources: this.#sources }, this.#seconds, { progress, signal });
    this.size = size;
  }

  /* Ask the worker one thing. Whatever stops it, but for an answer or an error of its own, ends the worker. */
  #ask(question, seconds, { progress, signal }) {
    return new Promise((resolve, reject) => {
      const worker = this.#worker;
      const finish = (settle, value) => {
        clearTimeout(clock);
        signal?.removeEventListener("abort", aborted);
        this.#stop = null;
        settle(value);
      };
      const stop = (error) => {
        this.#end();
        finish(reject, error);
      };
      const aborted = () => stop(new InPageError("aborted", "The query was given up."));
      const clock = setTimeout(() => stop(new InPageError("time", `Not done after ${seconds} seconds.`)), seconds * 1000);
      this.#stop = stop;
      worker.onmessage = ({ data }) => {
        if (data.progress) progress?.(data.progress);
        else if (data.error) finish(reject, new InPageError(data.error.code, data.error.message, data.error));
        else finish(resolve, data.answer);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        stop(new InPageError("browser", event.message || "The worker could not be started."));
      };
      if (signal?.aborted) return aborted();
      signal?.addEventListener("abort", aborted);
      worker.postMessage(question);
    });
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
  }
}
