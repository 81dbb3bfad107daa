"""A study built without files: one dataset whose rows a test chooses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rdflib import URIRef

from kgsm import iris
from kgsm.namespaces import HOME, KGSM, SDMX_DIMENSION
from kgsm.problems import Place
from kgsm.study import (
    Agent,
    Answers,
    CodeList,
    Component,
    Concept,
    Dataset,
    Kind,
    Role,
    Sample,
    Specification,
    Study,
)
from kgsm.tables import Tables, identifier
from kgsm.text import Text

BASE = "https://example.org/stats/"
STUDY = iris.study(BASE, "small")
NOTHING = Text("", "")
PLACE = Place("study.toml")
DAY = date(2026, 1, 31)


def code_list(name: str, codes: Sequence[str], *, iri: URIRef | None = None) -> CodeList:
    """Return a code list of the study, or a generic one where `iri` is given."""
    scheme = iri or iris.code_list(STUDY, name)
    concepts = tuple(
        Concept(
            code=code,
            iri=iris.concept(scheme, code),
            label=Text(f"{code} auf Deutsch", f"{code} in English"),
            definition=NOTHING,
            note=NOTHING,
            broader=None,
            start=None,
            end=None,
            matches=(),
            unit=None,
            place=Place(f"codes/{name}.csv", row),
        )
        for row, code in enumerate(codes, 2)
    )
    return CodeList(name, scheme, Text(name, name), NOTHING, concepts, iri is not None, PLACE)


def component(name: str, role: Role, kind: Kind, *, codes: str | None = None, iri: URIRef | None = None) -> Component:
    """Return a component of the study, or a built-in one where `iri` is given."""
    return Component(
        name=name,
        role=role,
        iri=iri or iris.component(STUDY, name),
        kind=kind,
        label=Text(name, name),
        definition=NOTHING,
        code_list=codes,
        super_property=None,
        concept=None,
        built_in=iri is not None,
        place=PLACE,
    )


LISTS = (
    code_list("wave", ["2013", "2016"]),
    code_list("use", ["yes", "no"]),
    code_list("exactness", ["exact", "rounded"], iri=URIRef(f"{HOME}code/exactness")),
    code_list("origin", ["reported", "computed"], iri=URIRef(f"{HOME}code/origin")),
)
COMPONENTS = (
    component("wave", Role.DIMENSION, Kind.CODE, codes="wave"),
    component("use", Role.DIMENSION, Kind.CODE, codes="use"),
    component("area", Role.DIMENSION, Kind.IRI, iri=SDMX_DIMENSION.refArea),
    component("amount", Role.MEASURE, Kind.NUMBER),
    component("ratio", Role.ATTRIBUTE, Kind.DECIMAL),
    component("size", Role.ATTRIBUTE, Kind.INTEGER),
    component("day", Role.ATTRIBUTE, Kind.DATE),
    component("year", Role.ATTRIBUTE, Kind.YEAR),
    component("page", Role.ATTRIBUTE, Kind.IRI),
    component("words", Role.ATTRIBUTE, Kind.TEXT),
    component("note", Role.ATTRIBUTE, Kind.BILINGUAL, iri=KGSM.note),
    component("exactness", Role.ATTRIBUTE, Kind.CODE, codes="exactness", iri=KGSM.exactness),
    component("origin", Role.ATTRIBUTE, Kind.CODE, codes="origin", iri=KGSM.origin),
)
CONSTANTS = {"area": "http://publications.europa.eu/resource/authority/country/DEU", "origin": "reported"}
COLUMNS = ("wave", "use", "amount", "ratio", "size", "day", "year", "page", "words", "note_de", "note_en", "exactness")


@contextmanager
def small_study(rows: Sequence[Sequence[str | None]], *, slice_by: tuple[str, ...] = ("wave",)) -> Iterator[Study]:
    """Yield a study with the dataset `use` whose table has `rows` in the order of COLUMNS."""
    specifications = tuple(
        Specification(each, order, each.role is not Role.ATTRIBUTE, CONSTANTS.get(each.name))
        for order, each in enumerate(COMPONENTS, 1)
    )
    dataset = Dataset(
        id="use",
        iri=iris.dataset(STUDY, "use"),
        title=Text("Nutzung", "Use"),
        question=Text("Wie viele?", "How many?"),
        description=NOTHING,
        note=NOTHING,
        answers=Answers.SINGLE,
        partitions=(),
        specifications=specifications,
        slice_by=slice_by,
        source=None,
        table="tables/use.csv",
        place=PLACE,
    )
    agent = Agent("publisher", iris.part(STUDY, "publisher"), Text("Amt", "Office"), None, "", PLACE)
    contact = Agent("contact", iris.part(STUDY, "contact"), Text("Amt", "Office"), None, "office@example.org", PLACE)
    with Tables() as tables:
        names = ", ".join(f"{identifier(each)} VARCHAR" for each in COLUMNS)
        tables.connection.execute(f"CREATE TABLE use (_row BIGINT, {names})")
        marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
        tables.connection.executemany(
            f"INSERT INTO use VALUES ({marks})", [[number, *row] for number, row in enumerate(rows, 2)]
        )
        tables.register("use", COLUMNS)
        yield Study(
            id="small",
            base=BASE,
            iri=STUDY,
            title=Text("Klein", "Small"),
            description=Text("Eine kleine Studie.", "A small study."),
            method=Text("Gezählt.", "Counted."),
            keywords=(Text("klein", "small"),),
            sample=Sample.CENSUS,
            respondents=(),
            version="1.0.0",
            issued=DAY,
            modified=DAY,
            licence=URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0"),
            attribution=Text("Amt", "Office"),
            languages=("de", "en"),
            themes=(),
            spatial=(),
            political_level=None,
            contributor_id=None,
            frequency=None,
            start=None,
            end=None,
            publisher=agent,
            contact=contact,
            creators=(),
            code_lists=LISTS,
            components=COMPONENTS,
            datasets=(dataset,),
            sources=(),
            evidence=(),
            tables=tables,
            folder=Path(),
            place=PLACE,
        )
