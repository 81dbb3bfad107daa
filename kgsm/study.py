"""What a study folder says: `Study` and its parts, as a person wrote them.

Nothing here knows RDF but for IRIs that a person wrote or that kgsm/iris.py minted. Every part carries its `place`, so that
whatever is found wrong later can name the cell. Observations are not here: they stay in the columns of kgsm/tables.py.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from rdflib import URIRef

from kgsm.problems import Place
from kgsm.tables import Tables
from kgsm.text import Text


class Role(StrEnum):
    """What a component does in a structure (Data Cube 6.2)."""

    DIMENSION = "dimension"
    MEASURE = "measure"
    ATTRIBUTE = "attribute"


class Kind(StrEnum):
    """What stands in the cells of a component's column, and what term it becomes."""

    CODE = "code"  # a code of `codes`            -> the concept's IRI
    INTEGER = "integer"  # 318                    -> xsd:integer
    DECIMAL = "decimal"  # 54.1                   -> xsd:decimal
    NUMBER = "number"  # 318 or 54.1              -> xsd:integer where no decimal point is printed, else xsd:decimal
    TEXT = "text"  # any text without a language  -> xsd:string
    BILINGUAL = "bilingual"  # NAME_de, NAME_en   -> two language-tagged strings
    DATE = "date"  # 2013-06-01                   -> xsd:date
    YEAR = "year"  # 2013                         -> xsd:gYear
    IRI = "iri"  # an absolute IRI                -> itself


class Answers(StrEnum):
    """How the answers of a question relate, which decides what may be summed."""

    SINGLE = "single"  # each unit gives one answer: shares sum to 100 at most
    MULTIPLE = "multiple"  # a unit may give several: nothing is summed
    NONE = "none"  # not a question with answers (counts of fieldwork)


class Sample(StrEnum):
    """How the units came into the study; intervals need a probability sample."""

    PROBABILITY = "probability"
    SELF_SELECTED = "self-selected"
    CENSUS = "census"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Match:
    """A link from a concept to one outside: `exactMatch`, `closeMatch`, `broadMatch`, `narrowMatch`, `relatedMatch`."""

    relation: str
    target: URIRef


@dataclass(frozen=True, slots=True)
class Concept:
    """A code of a code list (skos:Concept).

    `start` and `end` bound a wave or another period. `unit` is the unit of measure of a quantity (qudt:hasUnit), from
    ontology/codes-quantity.ttl.
    """

    code: str
    iri: URIRef
    label: Text
    definition: Text
    note: Text
    broader: str | None
    start: date | None
    end: date | None
    matches: tuple[Match, ...]
    unit: URIRef | None
    place: Place


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list (skos:ConceptScheme). A generic one comes from ontology/ and is not described again in the study."""

    id: str
    iri: URIRef
    title: Text
    definition: Text
    concepts: tuple[Concept, ...]
    generic: bool
    place: Place

    def codes(self) -> tuple[str, ...]:
        """Return the codes in the order of the file."""
        return tuple(each.code for each in self.concepts)


@dataclass(frozen=True, slots=True)
class Component:
    """A component property (qb:ComponentProperty): a column's meaning, the same in every dataset of the study.

    `code_list` is the id of a code list where `kind` is CODE. `built_in` components have their property in a vocabulary
    (ours or SDMX) and are not described again in the study.
    """

    name: str
    role: Role
    iri: URIRef
    kind: Kind
    label: Text
    definition: Text
    code_list: str | None
    super_property: URIRef | None
    concept: URIRef | None
    built_in: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Specification:
    """A component in a structure (qb:ComponentSpecification). `constant` is its value in every row: it has no column."""

    component: Component
    order: int
    required: bool
    constant: str | None


@dataclass(frozen=True, slots=True)
class Partition:
    """Codes of one dimension that together are the whole, in rows where the other dimensions have the codes `where`."""

    dimension: str
    codes: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Sentence:
    """How the findings of a dataset are said (kgsm/sentence.py), in rows whose components have the codes `where`."""

    where: tuple[tuple[str, str], ...]
    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a sentence says a code of a component: in the case and with the article that it needs there."""

    component: str
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset (qb:DataSet): one question, one table, one structure.

    `specifications` are in structure order: dimensions, measures, attributes. With several measures the structure has the
    measure dimension qb:measureType and the table a column `measure` beside `value` (Data Cube 6.5.2). `slice_by` are the
    dimensions that the slice key fixes. `table` is the CSV file relative to the study folder. Of `sentences` the first that
    fits a row says it; one whose labels do not fit the sentence is said by `phrases`.
    """

    id: str
    iri: URIRef
    title: Text
    question: Text
    description: Text
    note: Text
    answers: Answers
    partitions: tuple[Partition, ...]
    specifications: tuple[Specification, ...]
    slice_by: tuple[str, ...]
    source: str | None
    table: str
    place: Place
    sentences: tuple[Sentence, ...] = ()
    phrases: tuple[Phrase, ...] = ()

    def of_role(self, role: Role) -> tuple[Specification, ...]:
        """Return the specifications of one role, in structure order."""
        return tuple(each for each in self.specifications if each.component.role is role)

    def key(self) -> tuple[Specification, ...]:
        """Return the dimensions that have a column: those that tell observations apart and stand in their IRIs."""
        return tuple(each for each in self.of_role(Role.DIMENSION) if each.constant is None)

    def value_column(self) -> str:
        """Return the column of the values: the measure's own where there is one measure, else `value` beside `measure`."""
        measures = self.of_role(Role.MEASURE)
        return measures[0].component.name if len(measures) == 1 else "value"

    def has_gaps(self) -> bool:
        """Return whether rows may lack their value: only a dataset with a column `status` can say that one is missing."""
        status = self.specification("status")
        return status is not None and status.constant is None

    def specification(self, name: str) -> Specification | None:
        """Return the specification of the component `name`, if the structure has it."""
        return next((each for each in self.specifications if each.component.name == name), None)


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from. `digest` is the SHA-256 of the file's bytes and `length` its code points, where one was read."""

    id: str
    iri: URIRef
    title: str
    language: str
    author: str
    publisher: str
    published: str  # a year, year-month or date, as known
    url: URIRef | None
    citation: str
    read: Text
    rights: Text
    note: Text
    copy_of: str | None
    quotable: bool
    digest: str | None
    length: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a source's NFC text, counted from 0 in code points (Web Annotation 4.2.5)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a source says about a figure: in support, or (`differs`) with another value, as `stated` in `exactness`.

    `observation` is the IRI of the observation with that figure id. `token` is the number as printed.
    """

    figure: str
    source: str
    iri: URIRef
    observation: URIRef
    differs: bool
    id: str
    locator: Text
    token: str
    span: Span | None
    sentence: Span | None
    sentence_digest: str | None
    stated: str
    exactness: str
    note: Text
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed after it had been published, on which day and why; `former` and `present` are as they were printed.

    `about` is an observation or a dataset; where it is `withdrawn` it is gone, and `successor` may replace it.
    """

    iri: URIRef
    day: date
    about: URIRef
    withdrawn: bool
    successor: URIRef | None
    former: str
    present: str
    reason: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Agent:
    """A publisher, creator or contact, without any identifier that nobody gave it.

    `telephone` is a contact's; `kind` (a publisher type of ADMS) and `portal_id` (its name at CKAN portals) are a publisher's.
    """

    id: str
    iri: URIRef
    name: Text
    homepage: URIRef | None
    email: str
    place: Place
    telephone: str = ""
    kind: URIRef | None = None
    portal_id: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """A study (dcat:Dataset): one study folder.

    `datasets`, `components` and `code_lists` are in the order of the file; `code_lists` holds the generic ones in use too.
    `changes` says what is new in this version, `change_log` what was changed in single figures;
    `keys` where each key at the top of study.toml stands.
    `highlights` are observations that the home page shows, in its order, `respondent_counts` those that say how many answered,
    `invited_counts` how many were asked to. `folder` is where it was read from; nothing that is published depends on it.
    """

    id: str
    base: str
    iri: URIRef
    title: Text
    description: Text
    method: Text
    keywords: tuple[Text, ...]
    sample: Sample
    respondents: tuple[tuple[str, str], ...]
    version: str
    issued: date
    modified: date
    licence: URIRef
    attribution: Text
    languages: tuple[str, ...]
    themes: tuple[URIRef, ...]
    spatial: tuple[URIRef, ...]
    political_level: URIRef | None
    contributor_id: URIRef | None
    frequency: URIRef | None
    start: date | None
    end: date | None
    publisher: Agent
    contact: Agent
    creators: tuple[Agent, ...]
    code_lists: tuple[CodeList, ...]
    components: tuple[Component, ...]
    datasets: tuple[Dataset, ...]
    sources: tuple[Source, ...]
    evidence: tuple[Evidence, ...]
    tables: Tables
    folder: Path
    place: Place
    keys: tuple[tuple[str, Place], ...] = ()
    changes: Text = Text("", "")  # noqa: RUF009 - frozen
    highlights: tuple[URIRef, ...] = ()
    respondent_counts: tuple[URIRef, ...] = ()
    invited_counts: tuple[URIRef, ...] = ()
    change_log: tuple[Change, ...] = ()

    def code_list(self, list_id: str) -> CodeList | None:
        """Return the code list with that id, if the study has or uses it."""
        return next((each for each in self.code_lists if each.id == list_id), None)
