"""`Job` → a dataset as CSV, as CSV for German Excel, as SDMX-CSV, as JSON-stat, as Parquet, and what is read back of each."""

import itertools
import re
from pathlib import Path
from typing import Final

import duckdb

from kgsm.cube import Distribution, ObservationStream
from kgsm.problems import KgsmError
from kgsm.publish.job import Job, append, append_joined
from kgsm.tables import identifier, literal

_SEPARATOR: Final = {"csv": ",", "excel.csv": ";", "sdmx.csv": ","}
_RECORDS: Final = "SELECT count(*) FROM read_csv(?, header = true, all_varchar = true, delim = ?, quote = '\"', escape = '\"')"
# The hash of a row is an exclusive or of its cells' hashes: only a hash of that tells whose cells they are.
_DIGEST: Final = "SELECT count(*), coalesce(bit_xor(hash(hash(columns))), 0) FROM (SELECT {columns} AS columns FROM ({rows}))"
_VALUES: Final = "SELECT len(list_distinct(json_keys(content, '$.value'))) FROM read_text(?)"
_WHOLE: Final = 1 << 24  # bytes of a document that is read back as one: its reader holds it in memory, 20 times as long
# How the object of the values begins, and a member of it.
_VALUES_BEGIN: Final = b'"value": {\n'
_VALUE: Final = re.compile(rb'"[0-9]+": (?:null|-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?),?\n')
# Rows a group: what a reader holds at once. Fixed, lest another machine or version group otherwise.
_PARQUET: Final = (
    "COPY ({rows}) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, KV_METADATA {{{metadata}}})"
)


def write_csv(job: Job, distribution: Distribution) -> None:
    """Write a header and a line for each row, in the form of the distribution."""
    stream = job.stream(distribution)
    with job.path(distribution).open("xb") as file:
        file.write(f"{stream.headers[distribution.form]}\n".encode())
        append(stream, stream.queries[distribution.form], file)
    _require_records(job, distribution, stream)


def write_sections(job: Job, distribution: Distribution) -> None:
    """Write the document of the distribution's form, section by section."""
    stream = job.stream(distribution)
    with job.path(distribution).open("xb") as file:
        for section in stream.documents[distribution.form]:
            file.write(section.head.encode())
            if section.query is not None:
                append_joined(stream, section.query, file)
    _require_values(job, distribution, stream)


def write_parquet(job: Job, distribution: Distribution) -> None:
    """Write the typed rows as Parquet, with the meaning of the columns and the remarks in the file's own metadata."""
    stream = job.stream(distribution)
    path = job.path(distribution)
    metadata = ", ".join(f"{identifier(key)}: {literal(value)}" for key, value in _metadata(stream).items())
    query = _PARQUET.format(rows=stream.rows, path=literal(str(path)), metadata=metadata)
    connection = stream.tables.connection
    with stream.tables.one_thread():
        connection.execute(query)
    columns = "row(" + ", ".join(identifier(each.name) for each in stream.columns) + ")"
    expected = connection.execute(_DIGEST.format(columns=columns, rows=stream.rows)).fetchone()
    found = connection.execute(_DIGEST.format(columns=columns, rows=f"FROM read_parquet({literal(str(path))})")).fetchone()
    if found != expected:
        raise KgsmError(f"{distribution.path}, read back, does not hold the rows of the dataset. Nothing was published.")


def _metadata(stream: ObservationStream) -> dict[str, str]:
    """Return what stands in a Parquet file's key-value metadata: `column.NAME.de`, and the remarks in both languages."""
    texts: dict[str, list[str]] = {}
    for language in ("de", "en"):
        for remark in stream.remarks:
            key = f"{remark.label.en.lower().replace(' ', '_')}.{language}"
            texts.setdefault(key, []).append(remark.text.in_language(language))
        for column in stream.columns:
            texts[f"column.{column.name}.{language}"] = [column.label.in_language(language)]
    return {key: "\n".join(values) for key, values in texts.items()}


def _require_values(job: Job, distribution: Distribution, stream: ObservationStream) -> None:
    path = job.path(distribution)
    try:
        found = _long_values(path) if path.stat().st_size > _WHOLE else _values(stream, path)
    except duckdb.InvalidInputException as error:
        raise KgsmError(f"{distribution.path} cannot be read back as JSON: {error}. Nothing was published.") from error
    if found != stream.count():
        raise KgsmError(
            f"{distribution.path} does not hold one value for each of {stream.count()} rows. Nothing was published."
        )


def _values(stream: ObservationStream, path: Path) -> int:
    row = stream.tables.connection.execute(_VALUES, [str(path)]).fetchone()
    return int(row[0] or 0) if row else 0


def _long_values(path: Path) -> int:
    """Return how many values a document has that is too long to be held in memory: each has its line."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(_VALUES_BEGIN):
                break
        return sum(1 for _ in itertools.takewhile(_VALUE.fullmatch, file))


def _require_records(job: Job, distribution: Distribution, stream: ObservationStream) -> None:
    parameters = [str(job.path(distribution)), _SEPARATOR[distribution.form]]
    try:
        row = stream.tables.connection.execute(_RECORDS, parameters).fetchone()
    except duckdb.InvalidInputException as error:
        raise KgsmError(f"{distribution.path} cannot be read back as CSV: {error}. Nothing was published.") from error
    if row is None or row[0] != stream.count():
        raise KgsmError(
            f"{distribution.path} does not hold one record for each of {stream.count()} rows. Nothing was published."
        )
