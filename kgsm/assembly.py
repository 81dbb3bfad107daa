"""How the forms of a dataset are put together from its rows file: texts, and columns whose cells are what each row says there.

`{study}/{dataset}/rows.parquet` has a row for each row of the dataset. Its columns `code.N` and `at.N` are the code of the Nth
dimension and its place among those that occur; the others are the text that the row has in a form: a line of CSV, its triples;
`bytes.csv` … say how long it is in UTF-8.
An answer about some rows is therefore made of the same texts as the whole file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

ROWS_FILE: Final = "rows.parquet"
STRUCTURE_FILE: Final = "structure.json"
# A form that has no file of its own: the server makes it.
SDMX_JSON: Final = "sdmx-data.json"
# The key of the assembly in the rows file's own metadata.
KEY: Final = "kgsm.assembly"


@dataclass(frozen=True, slots=True)
class Form:
    """A form: a head, the cells of a column with `end` after each or, where there is none, `between` them, a tail."""

    head: str
    column: str
    tail: str = ""
    end: str = ""
    between: str = ""


@dataclass(frozen=True, slots=True)
class JsonStatForm:
    """JSON-stat: the first object without its closing brace, then texts, each followed by an object by position, then a tail.

    `pieces` are the texts and the columns of the values.
    """

    head: Mapping[str, Any]
    pieces: Sequence[Sequence[str]]
    tail: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """What stands in a workbook beside its rows: the sheets `words` (label and text, German and English) and `columns`."""

    title: str
    modified: str
    words: Sequence[Sequence[str]]
    columns: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Assembly:
    """A dataset's forms by suffix, its JSON-stat, its workbook. `dimensions` are the names of the dimensions in order."""

    dimensions: Sequence[str]
    forms: Mapping[str, Form]
    jsonstat: JsonStatForm
    workbook: Workbook

    def with_form(self, suffix: str, form: Form) -> "Assembly":
        """Return the assembly with one more form."""
        return replace(self, forms={**self.forms, suffix: form})


def dump(assembly: Assembly) -> str:
    """Return an assembly as JSON text."""
    return json.dumps(asdict(assembly), ensure_ascii=False)


def load(text: str) -> Assembly:
    """Return the assembly that JSON text describes. Raises ValueError where it describes none."""
    try:
        content = json.loads(text)
        return Assembly(
            tuple(content["dimensions"]),
            {str(suffix): Form(**each) for suffix, each in content["forms"].items()},
            JsonStatForm(**content["jsonstat"]),
            Workbook(**content["workbook"]),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"there is no assembly: {error}") from error
