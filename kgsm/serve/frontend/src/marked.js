/* Line and column of an error, from 1, columns in code points → a mark in the editor, until the text is changed. */

import { RangeSet, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutterLineClass } from "@codemirror/view";

const lineNumber = new (class extends GutterMarker {
  elementClass = "cm-error-number";
})();

export function marked(line, column) {
  if (!line || !column) return [];
  const marks = StateField.define({
    create: ({ doc }) => (line <= doc.lines ? decorations(doc.line(line), column) : Decoration.none),
    update: (marks, change) => (change.docChanged ? Decoration.none : marks),
    provide: (field) => EditorView.decorations.from(field),
  });
  const number = gutterLineClass.compute([marks], (state) =>
    state.field(marks).size ? RangeSet.of(lineNumber.range(state.doc.line(line).from)) : RangeSet.empty);
  return [marks, number];
}

function decorations(line, column) {
  const whole = Decoration.line({ class: "cm-error-line" }).range(line.from);
  const [start, end] = place(line.text, column);
  if (start >= end) return Decoration.set([whole]);
  return Decoration.set([whole, Decoration.mark({ class: "cm-error" }).range(line.from + start, line.from + end)]);
}

/* The word or character at a column; behind the end of a line, the last one of the line. */
function place(text, column) {
  const points = [...text];
  if (column > points.length) return [text.length - (/(?:[\p{L}\p{N}_:?$-]+|\P{Z})?\s*$/u.exec(text)[0].length), text.trimEnd().length];
  const start = points.slice(0, column - 1).join("").length;
  return [start, start + (/^[\p{L}\p{N}_:?$-]+/u.exec(text.slice(start))?.[0].length ?? points[column - 1].length)];
}
