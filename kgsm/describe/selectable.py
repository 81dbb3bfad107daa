"""A dataset → its rows file: a SELECT with each row's codes and its text in every form, and how the forms are put together.

The same SQL expressions as in the whole files: whoever asks for some rows gets the texts that the whole files have.
"""

from collections.abc import Mapping

from kgsm.assembly import Assembly, Form, JsonStatForm, Workbook
from kgsm.cube import Column, Remark
from kgsm.describe.jsonstat import JsonStat
from kgsm.study import Dataset, Study
from kgsm.tables import identifier


def rows_query(document: JsonStat, joins: str, lines: Mapping[str, str]) -> str:
    """Return the SELECT of the rows file: codes, positions, the line of each form, the values of JSON-stat.

    `joins` are those that the lines need beside those of `document`.
    """
    cells = {f"code.{number}": each.cell for number, each in enumerate(document.dimensions)}
    cells |= {f"at.{number}": f"p{number}.position" for number, _ in enumerate(document.dimensions)}
    cells |= lines
    cells |= {f"json.{number}": value for number, (_, value) in enumerate(document.pieces)}
    selected = ", ".join(f"{cell} AS {identifier(name)}" for name, cell in cells.items())
    # A line is made by an expression of up to 40,000 characters, which is planned once and measured by its name.
    written = ", ".join(_with_length(name) if name in lines else identifier(name) for name in cells)
    return f"SELECT {written} FROM (SELECT {selected}, t._row FROM {document.labelled}{joins}) AS t"


def _with_length(form: str) -> str:
    return f"{identifier(form)}, strlen({identifier(form)})::UINTEGER AS {identifier(f'bytes.{form}')}"


def assembly(
    study: Study, dataset: Dataset, document: JsonStat, columns: tuple[Column, ...], remarks: tuple[Remark, ...]
) -> Assembly:
    """Return how the forms are put together, but for those that begin with prefixes or a context, which `publish` knows."""
    pieces = [(text, f"json.{number}") for number, (text, _) in enumerate(document.pieces)]
    return Assembly(
        dimensions=[each.name for each in document.dimensions],
        forms={"nt": Form("", "nt", end="\n")},
        jsonstat=JsonStatForm(document.head, pieces, document.end()),
        workbook=workbook(study, dataset, columns, remarks),
    )


def workbook(study: Study, dataset: Dataset, columns: tuple[Column, ...], remarks: tuple[Remark, ...]) -> Workbook:
    """Return what stands in the dataset's workbook beside its rows."""
    return Workbook(
        title=dataset.title.in_language("de"),
        modified=study.modified.isoformat(),
        words=[(each.label.de, each.text.in_language("de"), each.label.en, each.text.in_language("en")) for each in remarks],
        columns=[_meaning(each) for each in columns],
    )


def _meaning(column: Column) -> tuple[str, ...]:
    texts = (each.in_language(language) for each in (column.label, column.definition) for language in ("de", "en"))
    return (column.name, *texts, str(column.component.iri) if column.component else "")
