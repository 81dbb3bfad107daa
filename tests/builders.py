"""A table as text → a `Study` around it, built by hand: no file and no other verb of kgsm takes part."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.namespaces import (
    BASE_STATUS,
    EXACTNESS,
    KGSM,
    ORIGIN,
    QUANTITY,
    SDMX_ATTRIBUTE,
    SDMX_CODE,
    SDMX_DIMENSION,
    SDMX_MEASURE,
    UNIT,
)
from kgsm.problems import Place, Problem
from kgsm.read.generic import generic_code_lists
from kgsm.study import (
    Agent,
    Answers,
    CodeList,
    Component,
    Concept,
    Dataset,
    Evidence,
    Kind,
    Partition,
    Role,
    Sample,
    Source,
    Span,
    Specification,
    Study,
)
from kgsm.tables import Tables, identifier, literal
from kgsm.text import Text

BASE: Final = "https://data.example/"
STUDY_IRI: Final = iris.study(BASE, "probe")
TOML: Final = Place("study.toml", 1)
NOTHING: Final = Text(de="", en="")

_GENERIC: Final[Mapping[str, Mapping[str, URIRef]]] = {
    "quantity": {each: QUANTITY[each] for each in ("share", "share-from-counts", "count", "change")},
    "unit": {"percent": UNIT.PERCENT, "count": UNIT.NUM, "percentage-point": KGSM.PercentagePoint},
    "exactness": {each: EXACTNESS[each] for each in ("exact", "rounded", "approximate", "number-word")},
    "origin": {each: ORIGIN[each] for each in ("reported", "computed")},
    "base-status": {each: BASE_STATUS[each] for each in ("stated", "inferred", "not-stated", "not-applicable")},
    "status": {each: SDMX_CODE[f"obsStatus-{each}"] for each in "AEPBM"},
}
_UNIT_OF: Final = {
    "share": UNIT.PERCENT,
    "share-from-counts": UNIT.PERCENT,
    "count": UNIT.NUM,
    "change": KGSM.PercentagePoint,
}
# Code lists of the study; a code's German label is what follows the colon.
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "wave": ("2013", "2016"),
    "use": ("yes:ja", "no:nein"),
    "purpose": ("internal:intern", "external:extern"),
    "age": ("young", "old", "very-old<old"),
    "base": ("respondents", "users", "not-stated"),
}
_BUILT_IN: Final[Mapping[str, tuple[Role, URIRef, Kind, str | None]]] = {
    "area": (Role.DIMENSION, SDMX_DIMENSION.refArea, Kind.IRI, None),
    "quantity": (Role.DIMENSION, KGSM.quantity, Kind.CODE, "quantity"),
    "value": (Role.MEASURE, SDMX_MEASURE.obsValue, Kind.NUMBER, None),
    "unit": (Role.ATTRIBUTE, SDMX_ATTRIBUTE.unitMeasure, Kind.CODE, "unit"),
    "base": (Role.ATTRIBUTE, KGSM.base, Kind.CODE, "base"),
    "base_size": (Role.ATTRIBUTE, KGSM.baseSize, Kind.INTEGER, None),
    "base_status": (Role.ATTRIBUTE, KGSM.baseStatus, Kind.CODE, "base-status"),
    "exactness": (Role.ATTRIBUTE, KGSM.exactness, Kind.CODE, "exactness"),
    "origin": (Role.ATTRIBUTE, KGSM.origin, Kind.CODE, "origin"),
    "status": (Role.ATTRIBUTE, SDMX_ATTRIBUTE.obsStatus, Kind.CODE, "status"),
    "figure": (Role.ATTRIBUTE, KGSM.figure, Kind.TEXT, None),
    "formula": (Role.ATTRIBUTE, KGSM.formula, Kind.TEXT, None),
    "note": (Role.ATTRIBUTE, KGSM.note, Kind.BILINGUAL, None),
}
_REQUIRED: Final = ("unit", "exactness", "origin", "status")


@dataclass(frozen=True, slots=True)
class Plan:
    """A dataset to be built: its table as CSV text, and what a test wants otherwise than usual.

    `kinds` are components of the study's own that are no code lists; by default an attribute `exactness` = exact and
    `origin` = reported and a source of the whole table are given, so that a table needs only the columns under test.
    """

    table: str
    id: str = "use"
    dimensions: tuple[str, ...] = ("wave", "use", "quantity")
    measures: tuple[str, ...] = ("value",)
    constants: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    answers: Answers = Answers.SINGLE
    partitions: tuple[Partition, ...] = ()
    slice_by: tuple[str, ...] = ("wave",)
    source: str | None = "S00"
    usual: Mapping[str, str] = field(default_factory=lambda: {"exactness": "exact", "origin": "reported", "status": "A"})


def two(text: str) -> Text:
    """Return the same text in both languages."""
    return Text(de=text, en=text)


def partition(dimension: str, *codes: str, **where: str) -> Partition:
    """Return a partition of `dimension` into `codes`, in the rows `where`."""
    return Partition(dimension, codes, tuple(where.items()), TOML)


def evidence(figure: str, printed: str = "", **values: object) -> Evidence:
    """Return evidence for `figure`, with what is `printed` as its token, from the source S00 in row 2 of evidence.csv."""
    observation = URIRef(f"{STUDY_IRI}/use/observation/{figure}")
    usual = Evidence(
        figure=figure,
        source="S00",
        iri=iris.evidence(observation, "S00"),
        observation=observation,
        differs=False,
        id="",
        locator=NOTHING,
        token=printed,
        span=None,
        sentence=None,
        sentence_digest=None,
        stated="",
        exactness="",
        note=NOTHING,
        quote="",
        place=Place("evidence.csv", 2),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def source(source_id: str = "S00", **values: object) -> Source:
    """Return a source in row 2 of sources.csv."""
    usual = Source(
        id=source_id,
        iri=iris.source(STUDY_IRI, source_id),
        title="Muster",
        language="de",
        author="",
        publisher="",
        published="",
        url=None,
        citation="",
        read=NOTHING,
        rights=NOTHING,
        note=NOTHING,
        copy_of=None,
        quotable=False,
        digest=None,
        length=None,
        place=Place("sources.csv", 2),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


@contextmanager
def survey(*plans: Plan | str, **values: object) -> Iterator[Study]:
    """Give a study with a dataset for each plan, its tables filled; `values` replace fields of the study."""
    whole = [each if isinstance(each, Plan) else Plan(each) for each in plans]
    with Tables() as tables:
        datasets = tuple(_dataset(each) for each in whole)
        for each in whole:
            _fill(tables, each)
        yield replace(_study(datasets, tables), **values)  # type: ignore[arg-type]


def told(problems: Iterable[Problem]) -> list[str]:
    """Return problems as `place code`, for comparison."""
    return [f"{each.place} {each.code}" for each in problems]


def _study(datasets: tuple[Dataset, ...], tables: Tables) -> Study:
    agent = Agent("publisher", iris.part(STUDY_IRI, "publisher"), two("Probe"), URIRef("https://probe.example/"), "", TOML)
    contact = replace(agent, id="contact", iri=iris.part(STUDY_IRI, "contact"))
    own = {each.component.name: each.component for dataset in datasets for each in dataset.specifications}
    return Study(
        id="probe",
        base=BASE,
        iri=STUDY_IRI,
        title=two("Probe"),
        description=two("Eine Probe"),
        method=two("Von Hand"),
        keywords=(two("Probe"),),
        sample=Sample.OTHER,
        respondents=(),
        version="1",
        issued=date(2014, 1, 1),
        modified=date(2014, 1, 1),
        licence=URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0"),
        attribution=two("Probe"),
        languages=("de", "en"),
        themes=(URIRef("http://publications.europa.eu/resource/authority/data-theme/GOVE"),),
        spatial=(URIRef("http://publications.europa.eu/resource/authority/country/DEU"),),
        political_level=None,
        contributor_id=None,
        frequency=None,
        start=None,
        end=None,
        publisher=agent,
        contact=contact,
        creators=(),
        code_lists=tuple(_own_lists()) + tuple(_generic_lists()),
        components=tuple(each for each in own.values() if not each.built_in),
        datasets=datasets,
        sources=(source(),),
        evidence=(),
        tables=tables,
        folder=Path("probe"),
        place=TOML,
    )


def _own_lists() -> Iterator[CodeList]:
    for name, codes in _OWN.items():
        scheme = iris.code_list(STUDY_IRI, name)
        concepts = tuple(_own_concept(scheme, name, row, code) for row, code in enumerate(codes, start=2))
        yield CodeList(name, scheme, two(name), NOTHING, concepts, generic=False, place=TOML)


def _own_concept(scheme: URIRef, list_id: str, row: int, written: str) -> Concept:
    name, _, label = written.partition(":")
    code, _, broader = name.partition("<")
    day = date(int(code), 1, 1) if list_id == "wave" else None
    return Concept(
        code=code,
        iri=iris.concept(scheme, code),
        label=Text(de=label or code, en=code),
        definition=NOTHING,
        note=NOTHING,
        broader=broader or None,
        start=day,
        end=day,
        matches=(),
        unit=None,
        place=Place(f"codes/{list_id}.csv", row),
    )


def _generic_lists() -> Iterator[CodeList]:
    # Named as in ontology/: a record that names units repeats their labels.
    labels = {each.iri: each.label for known in generic_code_lists().values() for each in known.concepts}
    for name, codes in _GENERIC.items():
        scheme = URIRef(next(iter(codes.values())).rpartition("/")[0])
        concepts = tuple(
            Concept(
                code,
                iri,
                labels.get(iri, two(code)),
                NOTHING,
                NOTHING,
                None,
                None,
                None,
                (),
                _UNIT_OF.get(code),
                Place("ontology"),
            )
            for code, iri in codes.items()
        )
        yield CodeList(name, scheme, two(name), NOTHING, concepts, generic=True, place=Place("ontology"))


def _dataset(plan: Plan) -> Dataset:
    header = _records(plan)[0]
    constants = {**{name: cell for name, cell in plan.usual.items() if name not in header}, **plan.constants}
    texts = {each.removesuffix("_de").removesuffix("_en") for each in header if each.endswith(("_de", "_en"))}
    attributes = [name for name in (*header, *constants, *sorted(texts), "unit") if _is_attribute(plan, name)]
    names = [*plan.dimensions, *plan.measures, *dict.fromkeys(attributes)]
    given = {*header, *constants, *texts} | ({"unit"} if "quantity" in plan.dimensions else set())
    specifications = tuple(
        Specification(
            component=_component(plan, name),
            order=order,
            required=name in plan.dimensions or name in (*_REQUIRED, *plan.required),
            constant=constants.get(name),
        )
        for order, name in enumerate(
            (each for each in names if each in given or each in (*plan.dimensions, *plan.measures)), start=1
        )
    )
    iri = iris.dataset(STUDY_IRI, plan.id)
    return Dataset(
        id=plan.id,
        iri=iri,
        title=two(plan.id),
        question=two("Und?"),
        description=NOTHING,
        note=NOTHING,
        answers=plan.answers,
        partitions=plan.partitions,
        specifications=specifications,
        slice_by=plan.slice_by,
        source=plan.source,
        table=f"tables/{plan.id}.csv",
        place=Place("study.toml", 9),
    )


def _is_attribute(plan: Plan, name: str) -> bool:
    known = name in plan.kinds or (name in _BUILT_IN and _BUILT_IN[name][0] is Role.ATTRIBUTE)
    return known and name not in plan.dimensions and name not in plan.measures


def _component(plan: Plan, name: str) -> Component:
    if name in _BUILT_IN:
        role, iri, kind, code_list = _BUILT_IN[name]
        return Component(name, role, iri, kind, two(name), NOTHING, code_list, None, None, built_in=True, place=TOML)
    role = Role.DIMENSION if name in plan.dimensions else Role.MEASURE if name in plan.measures else Role.ATTRIBUTE
    kind = plan.kinds.get(name, Kind.CODE if role is Role.DIMENSION else Kind.NUMBER)
    iri = iris.component(STUDY_IRI, name)
    code_list = name if kind is Kind.CODE else None
    return Component(name, role, iri, kind, two(name), NOTHING, code_list, None, None, built_in=False, place=TOML)


def _records(plan: Plan) -> list[list[str]]:
    lines = (line.strip() for line in plan.table.splitlines())
    return list(csv.reader(line for line in lines if line))


def _fill(tables: Tables, plan: Plan) -> None:
    header, *records = _records(plan)
    columns = ", ".join(f"{identifier(each)} VARCHAR" for each in header)
    tables.connection.execute(f"CREATE TABLE {identifier(plan.id)} (_row BIGINT, {columns})")
    rows = [
        f"({row}, {', '.join(literal(cell) if cell else 'NULL' for cell in record)})"
        for row, record in enumerate(records, start=2)
    ]
    tables.connection.execute(f"INSERT INTO {identifier(plan.id)} VALUES {', '.join(rows)}")
    tables.register(plan.id, tuple(header))


__all__ = ["NOTHING", "STUDY_IRI", "Plan", "Span", "evidence", "partition", "source", "survey", "told", "two"]
