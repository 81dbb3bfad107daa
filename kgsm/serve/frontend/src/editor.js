/* The textarea of the page /sparql → an editor with colours, suggestions and a mark at the error (CodeMirror 6).
 *
 * The textarea stays the field of the form, hidden and in step, so that form, Back button and a page without scripts are one way.
 * The editor only colours: what is SPARQL, the server decides. What it says stands in data attributes of the textarea:
 * label, suggestions (the name of the list), completions (the address of the JSON), line, column (of the error, from 1).
 */

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { suggestions } from "./suggestions.js";
import { marked } from "./marked.js";

const MONOSPACE = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

// The colours are those of the page, in light and dark: custom properties reach into the shadow tree.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--accent)" },
  { tag: [tags.comment, tags.annotation], color: "var(--muted)", fontStyle: "italic" },
]);

const look = (rows) => EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--bg)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "none" }, // the page draws it around the host
  ".cm-scroller": { fontFamily: MONOSPACE, lineHeight: "1.45" }, // it grows with the query: nothing scrolls inside the page
  ".cm-content, .cm-gutter": { minHeight: `${rows * 1.45 + 1}em` },
  ".cm-content": { caretColor: "var(--text)", paddingBlock: "0.45rem", tabSize: "2" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--muted)", borderRight: "1px solid var(--rule)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": { backgroundColor: "var(--hit)", color: "var(--text)" },
  ".cm-error": { textDecoration: "underline wavy var(--error)", textUnderlineOffset: "0.2em" },
  ".cm-error-line": { boxShadow: "inset 3px 0 var(--error)" },
  ".cm-gutters .cm-error-number": { color: "var(--error)", fontWeight: "700" },
  ".cm-tooltip": { backgroundColor: "var(--bg)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxWidth: "min(40rem, 90vw)", maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    padding: "0.25rem 0.5rem", lineHeight: "1.4", overflow: "hidden", textOverflow: "ellipsis",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--link)", color: "var(--bg)", outline: "2px solid var(--link)", outlineOffset: "-2px",
  },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--muted)", marginLeft: "0.75em", fontFamily: MONOSPACE, fontSize: "0.9em" },
  "li[aria-selected] .cm-completionDetail": { color: "var(--bg)" },
});

/* Replace what is selected ourselves: browsers do it with a style attribute, which our policy stops and reports. */
const replaced = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.inputType === "insertText" ? event.data : event.inputType.startsWith("delete") ? "" : null;
    if (text === null || event.isComposing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(text), { userEvent: text ? "input.type" : "delete.selection", scrollIntoView: true });
    return true;
  },
});

function upgrade(textarea) {
  const { dataset, form } = textarea;
  const host = document.createElement("div");
  host.className = "editor";
  // A style element would be stopped by our policy; a shadow root takes adopted style sheets.
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const run = () => {
    form.requestSubmit();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        lineNumbers(),
        history(),
        replaced,
        bracketMatching(),
        sparql(),
        syntaxHighlighting(colours),
        autocompletion({ override: [suggestions(dataset.completions)], icons: false, maxRenderedOptions: 50 }),
        marked(Number(dataset.line), Number(dataset.column)),
        // No key indents: Tab leaves (WCAG 2.2, 2.1.2).
        keymap.of([{ key: "Ctrl-Enter", run }, { key: "Mod-Enter", run }, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorState.phrases.of({ Completions: dataset.suggestions }),
        EditorState.tabSize.of(2),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": dataset.label,
          ...(textarea.hasAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString();
        }),
        look(textarea.rows),
      ],
    }),
  });
  const follow = () => {
    if (textarea.value !== view.state.doc.toString()) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: textarea.value } });
    }
  };
  addEventListener("pageshow", follow); // browsers give fields back what was in them
  textarea.addEventListener("input", follow); // so do scripts that say so
  form.addEventListener("reset", () => setTimeout(follow));
  form.addEventListener("submit", (event) => {
    if (textarea.value.trim()) return;
    event.preventDefault();
    view.focus();
  });
  for (const label of textarea.labels) label.addEventListener("click", () => view.focus());
  textarea.required = false; // a browser cannot show that a hidden field is empty
  textarea.hidden = true;
  textarea.after(host);
  for (const each of form.querySelectorAll("[data-editor]")) each.hidden = false;
}

for (const textarea of document.querySelectorAll("textarea[data-completions]")) upgrade(textarea);
