"""`[dataset.NAME]` and the header of its table → datasets, their tables loaded."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Final

from kgsm import iris
from kgsm.problems import Problem, did_you_mean, problem
from kgsm.read.columns import Columns
from kgsm.read.components import MEASURE_COLUMN, VALUE_COLUMN, Known, columns_of
from kgsm.read.csv_records import CsvFile
from kgsm.read.folder import TABLES
from kgsm.read.keys import Keys
from kgsm.read.parquet_file import ParquetFile
from kgsm.read.sentences import read_phrases, read_sentences
from kgsm.read.setting import Setting
from kgsm.read.structure import read_specifications
from kgsm.read.table_file import load_table, opened_table
from kgsm.study import Answers, Dataset, Kind, Partition, Role, Specification
from kgsm.tables import Tables
from kgsm.text import Text

DATASET_KEYS: Final = (
    "title", "question", "description", "note", "table", "dimensions", "measures", "attributes", "constants", "required",
    "answers", "slice", "source", "partition", "sentence", "phrase",
)  # fmt: skip
PARTITION_KEYS: Final = ("dimension", "codes", "where")

_TABLE_WHY: Final = Text(de="Sie ist die Tabelle des Datensatzes.", en="It is the table of the dataset.")
_TAKEN: Final = Text(de="Diese Adresse braucht kgsm selbst.", en="kgsm needs this address itself.")
_ONE_DATASET: Final = Text(
    de="Eine Datei gehört zu genau einem Datensatz, einer Codeliste oder den Quellen.",
    en="A file belongs to one dataset, one code list, or the sources.",
)
_NO_DATASET: Final = Text(de="Eine Studie hat mindestens einen Datensatz.", en="A study has at least one dataset.")


def read_datasets(setting: Setting, known: Known, tables: Tables) -> tuple[Dataset, ...]:
    """Return the datasets of the study in the order of the file; each has a table, an empty one where it cannot be read."""
    keys = setting.top.inner("dataset", allowed=None)
    if "dataset" not in setting.top:
        setting.top.tell("dataset", "missing-key", found="[dataset.NAME]", why=_NO_DATASET)
    study_id = setting.study_iri.rsplit("/", 1)[-1]
    names = setting.names(keys, {*iris.RESERVED_DATASETS, study_id}, _TAKEN)
    if len(names) < len(list(keys)) or not names:
        setting.lost.files.add("tables/")  # those of datasets that cannot be read
    return tuple(_dataset(setting, known, tables, keys.inner(name, allowed=DATASET_KEYS)) for name in names)


def _dataset(setting: Setting, known: Known, tables: Tables, keys: Keys) -> Dataset:
    keys.need("title", "question", "answers")
    name = str(keys.path[-1])
    file = keys.string("table") or _default(setting, f"tables/{name}")
    others = list(setting.used)
    path = setting.file(file, keys.place("table"), _TABLE_WHY)
    with opened_table(path, file, tables) if path else nullcontext() as table:
        if path in others:
            setting.lost.files.add(file)
            table = problem(keys.place("table"), "reserved-name", found=file, why=_ONE_DATASET)
        if isinstance(table, Problem):
            setting.problems.append(table)
            table = None
        return _with_table(setting, known, tables, keys, (file, table))


def _default(setting: Setting, stem: str) -> str:
    """Return the first of the files that a table without a key may be, the CSV file where there is none."""
    names = [f"{stem}{ending}" for ending in TABLES]
    return next((each for each in names if (setting.folder / each).exists()), names[0])


def _with_table(
    setting: Setting, known: Known, tables: Tables, keys: Keys, opened: tuple[str, CsvFile | ParquetFile | None]
) -> Dataset:
    name = str(keys.path[-1])
    file, table = opened
    told = len(setting.problems)
    specifications = read_specifications(keys, known, table.header if table else None)
    is_unlisted_told = any(each.code == "unknown-component" for each in setting.problems[told:])
    dataset = Dataset(
        id=name,
        iri=iris.dataset(setting.study_iri, name),
        title=keys.text("title"),
        question=keys.text("question"),
        description=keys.text("description"),
        note=keys.text("note"),
        answers=keys.choice("answers", Answers) or Answers.MULTIPLE,
        partitions=_partitions(keys, known, specifications),
        specifications=specifications,
        slice_by=keys.codes("slice", _varying(specifications)),
        source=keys.string("source") or None,
        table=file,
        place=keys.place(),
        sentences=read_sentences(keys, known, specifications),
        phrases=read_phrases(keys, known, specifications),
    )
    columns = _columns(keys, known, dataset)
    if is_unlisted_told:  # a component whose name is mistyped in the list, say: its column is not to blame
        columns = replace(columns, ignored=columns.ignored | columns.unlisted)
    load_table(setting, tables, dataset, table, columns)
    return dataset


def _varying(specifications: Sequence[Specification]) -> tuple[str, ...]:
    return tuple(
        each.component.name for each in specifications if each.component.role is Role.DIMENSION and each.constant is None
    )


def _columns(keys: Keys, known: Known, dataset: Dataset) -> Columns:
    """Return the columns that the table of a dataset must have and may have."""
    listed = set(keys.strings("attributes"))
    several = len(dataset.of_role(Role.MEASURE)) > 1
    required = [MEASURE_COLUMN, VALUE_COLUMN] if several else []
    optional: list[str] = []
    texts: list[str] = []
    for each in dataset.specifications:
        component = each.component
        if each.constant is not None or (several and component.role is Role.MEASURE):
            continue
        names = columns_of(component)
        derived = component.name == "unit" and dataset.specification("quantity") is not None
        is_needed = component.role is not Role.ATTRIBUTE or component.name in listed or each.required
        # A text that is there in one language must be there in the other one.
        (required if (is_needed and not derived) or component.kind is Kind.BILINGUAL else optional).extend(names)
        texts += names if component.kind in (Kind.TEXT, Kind.BILINGUAL) else ()
    is_computed = any(each.component.name == "origin" and each.constant == "computed" for each in dataset.specifications)
    if dataset.source is None and not is_computed and "figure" not in required:
        required.append("figure")  # what evidence refers to
    known_names = [*required, *optional]
    built_in = [name for each in known.built_in if each.role is Role.ATTRIBUTE for name in columns_of(each)]
    constants = frozenset(each.component.name for each in dataset.specifications if each.constant is not None)
    return Columns(
        required=tuple(required),
        optional=(*optional, *(name for name in built_in if name not in known_names and name not in constants)),
        plain=frozenset(known_names) - frozenset(texts),
        constants=constants - {"origin", "status"} | (constants & set(keys.cells("constants"))),
        ignored=known.lost_names,
        unlisted=frozenset(name for each in known.components.values() for name in columns_of(each)) - set(known_names),
    )


def _partitions(keys: Keys, known: Known, specifications: Sequence[Specification]) -> tuple[Partition, ...]:
    lists = {
        each.component.name: known.codes_of(each.component) for each in specifications if each.component.role is Role.DIMENSION
    }
    return tuple(
        _partition(keys.inner("partition", index, allowed=PARTITION_KEYS), lists) for index in range(keys.size("partition"))
    )


def _partition(keys: Keys, lists: dict[str, tuple[str, ...]]) -> Partition:
    keys.need("dimension", "codes")
    dimension = keys.code("dimension", lists)
    codes = keys.strings("codes")
    known = lists.get(dimension)
    for index, code in enumerate(codes):
        if known and code not in known:
            keys.tell("codes", "unknown-code", index, found=code, right=dimension, hint=did_you_mean(code, known))
    where = keys.cells("where")
    for name, code in where.items():
        if name not in lists:
            keys.tell("where", "unknown-component", name, found=name, hint=did_you_mean(name, lists))
        elif lists[name] and code not in lists[name]:
            keys.tell("where", "unknown-code", name, found=code, right=name, hint=did_you_mean(code, lists[name]))
    return Partition(dimension, codes, tuple(where.items()), keys.place())
