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
  const points = [...line.text];
  const before = points.slice(0, column - 1).join("").length;
  const start = Math.min(before, Math.max(0, line.length - 1)); // behind the last character: that one
  const length = /^[\p{L}\p{N}_:?$-]+/u.exec(line.text.slice(start))?.[0].length ?? (points[column - 1]?.length || 1);
  const end = Math.min(line.length, start + length);
  const whole = Decoration.line({ class: "cm-error-line" }).range(line.from);
  if (start >= end) return Decoration.set([whole]);
  return Decoration.set([whole, Decoration.mark({ class: "cm-error" }).range(line.from + start, line.from + end)]);
}
