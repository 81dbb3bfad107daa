/* What stands before the cursor → the names that may be meant: prefixes, properties, classes, codes, datasets, variables.
 *
 * They come from one JSON of our own server, fetched when a suggestion is first asked for:
 * {"prefixes": {prefix: namespace}, "terms": [[iri, label in German, label in English, code], …]}, the most used first.
 */

import { pickedCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";

const MOST = 50;
const WORD = /[?$][\p{L}\p{N}_]*|<[^<>"{}|^`\\\s]*|[\p{L}\p{N}_.-]*:?[\p{L}\p{N}_.-]*/u;
const LOCAL = /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/; // what needs no escape (SPARQL 1.1, PN_LOCAL)
const SILENT = new Set(["String", "Comment"]);
const WHOLE = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|<[^<>"{}|^`\\\s]*(?:>|$)/g; // what is left with a quote or a hash is a text or a comment
const GERMAN = document.documentElement.lang === "de";

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return prepared(await response.json());
}

export function suggestions(address) {
  let names = null;
  const known = () => (names ??= fetched(address).catch(() => {
    names = null; // the next suggestion asks again
    return { prefixes: [], terms: [] };
  }));

  return async (context) => {
    const { state, pos, explicit } = context;
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    if (SILENT.has(syntaxTree(state).resolveInner(pos, -1).name) || /["'#]/.test(before.replaceAll(WHOLE, ""))) return null;
    const word = context.matchBefore(WORD) ?? { from: pos, text: "" };
    const found = (options) => (options.length ? { from: word.from, options: options.slice(0, MOST), filter: false } : null);
    if (/^[?$]/.test(word.text)) return found(variables(state.doc.toString(), word.text));
    if (word.text.replace(/^</, "").length < 2 && !explicit) return null;
    const { prefixes, terms } = await known();
    if (context.aborted) return null;
    if (/^\s*PREFIX\s+\S*$/i.test(before)) {
      return found(ranked(prefixes, word.text).map(({ name, namespace }) => ({ label: `${name} <${namespace}>` })));
    }
    if (word.text.startsWith("<")) {
      return found(ranked(terms, word.text.slice(1), "whole").map((term) => option(`<${term.iri}>`, term.label, term.short, null, true)));
    }
    return found([
      ...ranked(prefixes, word.text).map(({ name, namespace }) => option(name, name, namespace, [name.slice(0, -1), namespace])),
      ...ranked(terms, word.text).map((term) => option(term.name, term.label, term.short, term.prefix)),
    ]);
  };
}

function option(name, shown, detail, prefix = null, closes = false) {
  return { label: name, displayLabel: shown, detail: detail === shown ? undefined : detail, apply: inserted(name, prefix, closes) };
}

/* Put a name where the word was, and the declaration of its prefix on top where the query has none. */
function inserted(name, prefix, closes) {
  return (view, completion, from, to) => {
    const end = closes && view.state.sliceDoc(to, to + 1) === ">" ? to + 1 : to;
    const changes = [{ from, to: end, insert: name }];
    if (prefix && !declares(view.state.doc.toString(), prefix[0])) {
      changes.unshift({ from: 0, insert: `PREFIX ${prefix[0]}: <${prefix[1]}>\n` });
    }
    const set = view.state.changes(changes);
    view.dispatch({
      changes: set, selection: { anchor: set.mapPos(end, 1) }, scrollIntoView: true, userEvent: "input.complete",
      annotations: pickedCompletion.of(completion),
    });
  };
}

const declares = (query, prefix) => new RegExp(`\\bPREFIX\\s+${prefix}:`, "i").test(query);

function variables(query, text) {
  const all = new Set(query.match(/[?$][\p{L}_][\p{L}\p{N}_]*/gu));
  all.delete(text);
  return [...all].filter((each) => each.startsWith(text)).sort().map((label) => ({ label }));
}

function prepared({ prefixes, terms }) {
  const spaces = Object.entries(prefixes).sort(([, one], [, other]) => other.length - one.length);
  return {
    prefixes: Object.keys(prefixes).sort().map((each) => ({ name: `${each}:`, namespace: prefixes[each], sought: [folded(`${each}:`)] })),
    terms: terms.map(([iri, german, english, code]) => {
      const prefix = spaces.find(([, space]) => iri.startsWith(space) && LOCAL.test(iri.slice(space.length))) ?? null;
      const short = prefix ? `${prefix[0]}:${iri.slice(prefix[1].length)}` : iri.split("/").slice(-2).join("/");
      const label = (GERMAN ? german : english) || short;
      const sought = [prefix ? short : iri.split("/").at(-1), label, german, english, code].filter(Boolean).map(folded);
      return { iri, prefix, name: prefix ? short : `<${iri}>`, short, label, sought, whole: [folded(iri), ...sought] };
    }),
  };
}

/* Those in which the text stands: at the beginning of a name or label, then of a word in it, then anywhere; else as they came. */
function ranked(things, text, field = "sought") {
  const sought = folded(text);
  const rank = (each) => Math.min(...each[field].map((name) => {
    const place = name.indexOf(sought);
    return place < 0 ? 3 : place === 0 ? 0 : /[\p{L}\p{N}]/u.test(name[place - 1]) ? 2 : 1;
  }));
  const scored = things.map((each) => [rank(each), each]).filter(([score]) => score < 3);
  return scored.sort(([one], [other]) => one - other).map(([, each]) => each);
}

const folded = (text) => text.toLowerCase().replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue").replaceAll("ß", "ss");
