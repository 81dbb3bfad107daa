"""Cubes with faults, made by hypothesis; and the results of two engines as values that can be compared."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from rdflib import Graph, Literal
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from kgsm.study import Answers, Kind
from kgsm.validate.result import Result
from tests.builders import Plan

NUMBERS: Final = (
    "5", "05", "5.0", "54.25", "0", "-1", "100", "100.1", "+7", "5.", ".5", "n/a", "46,0", "1_000", "1E+05", "1.5e3", "NaN",
    "-", "0x1F", "9999999999999999999999", "５", "1.600", "inf",
)  # fmt: skip
DATES: Final = (
    "2013-06-01", "2016-02-29", "2013-02-29", "01.06.2013", "2013-6-1", "0000-01-01", "2013-06-01Z", "2013-13-01", "9999-12-31",
)  # fmt: skip
YEARS: Final = ("2013", "2016", "2O16", "13", "0000", "02013", "0001")
WORDS: Final = ("Bonn", "Köln", "a b", "x.y-z_1", "-x", "'quoted'", 'with "quotes"', "{curly}")
IRIS: Final = ("https://a.example/x", "https://a.example/ä", "a.example", "https://a b", "urn:x", "https://a.example/<x>")
# Cells of each column that a generated table may have, None for an empty one.
CELLS: Final[dict[str, tuple[str | None, ...]]] = {
    "wave": ("2013", "2016", "2013", "2014", "20 13", None),
    "use": ("yes", "no", "yes", "Yes", "maybe so", "m%", None),
    "purpose": ("internal", "external", "none", None),
    "quantity": ("share", "count", "share-from-counts", "change", "shares", None),
    "size": (*NUMBERS[:7], "n/a", None),
    "town": (*WORDS, None),
    "year": (*YEARS, None),
    "value": (*NUMBERS, None),
    "base": ("respondents", "users", "not-stated", "all", None),
    "base_size": ("318", "0", "-3", "1", "a few", "3.5", "1_000", None),
    "base_status": ("stated", "guessed", None),
    "exactness": ("exact", "rounded", "about", None),
    "origin": ("reported", "computed", "found", None),
    "status": ("A", "M", "M", "E", "X", "not here", None),
    "unit": ("percent", "count", "kilo", "http://qudt.org/vocab/unit/KiloGM", None),
    "formula": ("1 + 1", None),
    "note_de": ("Gut", None),
    "note_en": ("Good", None),
    "remark_de": ("Gut", None),
    "remark_en": ("Good", None),
    "day": (*DATES, None),
    "link": (*IRIS, None),
    "ratio": (*NUMBERS, None),
    "words": (*WORDS, None),
    "measure": ("rate", "number", "rate", "number", "Rate", None),
}
KINDS: Final = {
    "size": Kind.NUMBER, "town": Kind.TEXT, "year": Kind.YEAR, "remark": Kind.BILINGUAL, "day": Kind.DATE, "link": Kind.IRI,
    "ratio": Kind.DECIMAL, "words": Kind.TEXT, "rate": Kind.NUMBER, "number": Kind.INTEGER,
}  # fmt: skip
_OPTIONAL: Final = (
    "base", "base_size", "base_status", "exactness", "origin", "status", "unit", "formula", "note_de", "note_en", "remark_de",
    "remark_en", "day", "link", "ratio", "words",
)  # fmt: skip


@st.composite
def plans(draw: DrawFn, name: str) -> Plan:
    """Draw a dataset: its structure, and a table that is mostly wrong."""
    dimensions = draw(
        st.lists(
            st.sampled_from(["wave", "use", "purpose", "quantity", "size", "town", "year"]), min_size=1, max_size=3, unique=True
        )
    )
    optional = draw(st.lists(st.sampled_from(_OPTIONAL), max_size=6, unique=True))
    several = draw(st.booleans()) and draw(st.booleans())
    columns = [*dimensions, *(["measure"] if several else []), "value", *optional]
    rows = draw(st.lists(st.tuples(*(st.sampled_from(CELLS[each]) for each in columns)), min_size=1, max_size=8))
    lines = [",".join(columns), *(",".join(_quoted(cell) for cell in row) for row in rows)]
    usual = {"exactness": "exact", "origin": "reported", "status": "A"}
    names = {re.sub("_(de|en)$", "", each) for each in columns}
    return Plan(
        "\n".join(lines),
        id=name,
        dimensions=tuple(dimensions),
        measures=("rate", "number") if several else ("value",),
        kinds={each: kind for each, kind in KINDS.items() if each in names or (several and each in ("rate", "number"))},
        required=tuple(draw(st.lists(st.sampled_from(sorted(names & set(KINDS) - set(dimensions)) or [""]), max_size=2))),
        answers=draw(st.sampled_from(list(Answers))),
        slice_by=(),
        usual={each: cell for each, cell in usual.items() if each not in columns},
    )


def _quoted(cell: str | None) -> str:
    return "" if cell is None else '"' + cell.replace('"', '""') + '"'


class Outcome(NamedTuple):
    """A result as SHACL 3.6.2 defines it, without its messages."""

    focus: str
    path: str
    value: str
    component: str
    shape: str
    severity: str

    def is_of_year_0(self) -> bool:
        """Say whether a date is found ill-typed that has the year 0: XSD 1.1 has it, 1.0 and Python do not."""
        return self.component == SH.DatatypeConstraintComponent.n3() and self.value.startswith('"0000-')


def of_report(report: Graph) -> Counter[Outcome]:
    """Return the results of a report."""
    return Counter(_outcome(report, each) for each in report.subjects(RDF.type, SH.ValidationResult))


def _outcome(report: Graph, node: Node) -> Outcome:
    one = {each: report.value(node, SH[each]) for each in ("focusNode", "value", "sourceConstraintComponent", "sourceShape")}
    focus, value, component, shape = (_text(each) for each in one.values())
    path = path_text(report, report.value(node, SH.resultPath))
    return Outcome(focus, path, value, component, shape, _text(report.value(node, SH.resultSeverity)))


def of_results(results: Iterable[Result], shapes: Graph) -> Counter[Outcome]:
    """Return our results, as they stand in our report."""
    severities = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}
    return Counter(
        Outcome(
            _text(each.focus), path_text(shapes, each.path), _text(each.value), _text(each.component), _text(each.shape),
            _text(severities[each.problem.severity]),
        )
        for each in results
    )  # fmt: skip


def path_text(graph: Graph, path: Node | None) -> str:
    """Return a path as text: one of several predicates, joined by a bar."""
    listed = graph.value(path, SH.alternativePath) if path is not None else None
    return _text(path) if listed is None else "|".join(_text(each) for each in Collection(graph, listed))


def _text(node: Node | None) -> str:
    return "" if node is None else node.n3()


_FORMS: Final = {XSD.integer: r"[+-]?[0-9]+", XSD.decimal: r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"}


def lax(value: Node | None) -> bool:
    """Say whether rdflib takes a literal for a number although XML Schema does not: 1_000, 1E+05, NaN."""
    if not isinstance(value, Literal) or value.datatype not in _FORMS:
        return False
    return not value.ill_typed and re.fullmatch(_FORMS[value.datatype], str(value)) is None
