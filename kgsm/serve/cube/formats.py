"""The formats of a dataset's rows: suffixes, media types, what they are called in an address."""

from typing import Final

from kgsm import assembly
from kgsm.serve.negotiate import CSV, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format

EXCEL_CSV: Final = Format("excel.csv", "CSV (Excel)", "text/csv", ".excel.csv")
SDMX_CSV: Final = Format("sdmx.csv", "SDMX-CSV", "application/vnd.sdmx.data+csv", ".sdmx.csv", (), ("sdmx-csv",))
JSON_STAT: Final = Format("jsonstat", "JSON-stat", "application/json", ".json", ("application/vnd.json-stat+json",), ("json",))
PARQUET: Final = Format("parquet", "Parquet", "application/vnd.apache.parquet", ".parquet", ("application/x-parquet",))
XLSX: Final = Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")

SDMX_JSON: Final = Format(
    "sdmx-json", "SDMX-JSON", "application/vnd.sdmx.data+json", f".{assembly.SDMX_JSON}", (), (assembly.SDMX_JSON,)
)

TABLES: Final = (CSV, EXCEL_CSV, SDMX_CSV, SDMX_JSON, JSON_STAT, PARQUET, XLSX)
ROWS: Final = (*TABLES, TURTLE, N_TRIPLES, JSON_LD)
_ALIAS: Final = (".jsonstat", JSON_STAT)
# What an address may end in, the longest first. RDF/XML has no rows that could be chosen: it is there to be refused.
SUFFIXES: Final = tuple(sorted([*((each.suffix, each) for each in (*ROWS, RDF_XML)), _ALIAS], key=lambda pair: -len(pair[0])))


def content_type(form: Format) -> str:
    """Return the value of the header: types of SDMX say their version."""
    version = {SDMX_CSV.name: ";version=2.0.0", SDMX_JSON.name: ";version=2.1.0"}.get(form.name)
    return f"{form.media_type}{version}" if version else form.content_type
