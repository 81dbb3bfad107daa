"""The address of a CSV, or a query → the lines that read it in Python, R, JavaScript and with curl."""

import json
from dataclasses import dataclass
from shlex import quote
from typing import Final

_TABLE: Final = {
    "Python": "import pandas as pd\n\ntable = pd.read_csv({address})\nprint(table)",
    "R": "table <- read.csv({address})\nprint(table)",
    "JavaScript": "const response = await fetch({address});\nconsole.log(await response.text());",
}


_QUERY: Final = {
    "Python": """from urllib.parse import urlencode

import pandas as pd

query = {query}
address = {address} + "?" + urlencode({{"query": query}})
print(pd.read_csv(address, storage_options={{"Accept": "text/csv"}}))""",
    "R": """query <- {query}
address <- paste0({address}, "?query=", URLencode(query, reserved = TRUE))
print(read.csv(url(address, headers = c(Accept = "text/csv"))))""",
    "JavaScript": """const query = {query};
const response = await fetch({address}, {{
  method: "POST",
  headers: {{ Accept: "application/sparql-results+json" }},
  body: new URLSearchParams({{ query }}),
}});
console.log((await response.json()).results.bindings);""",
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines of a language."""

    language: str
    text: str


def snippets(address: str) -> tuple[Snippet, ...]:
    """Return how each language reads the CSV at `address`."""
    quoted = json.dumps(address)  # a JSON string is one in Python, R and JavaScript as well
    found = [Snippet(language, text.format(address=quoted)) for language, text in _TABLE.items()]
    return (*found, Snippet("curl", f"curl --silent --show-error {quote(address)}"))


def query_snippets(endpoint: str, query: str) -> tuple[Snippet, ...]:
    """Return how each language asks `query`, a SELECT, at `endpoint`."""
    values = {"address": json.dumps(endpoint), "query": json.dumps(query, ensure_ascii=False)}
    found = [Snippet(language, text.format(**values)) for language, text in _QUERY.items()]
    shell = f"curl --silent --show-error -H 'Accept: text/csv' --data-urlencode {quote('query=' + query)} {quote(endpoint)}"
    return (*found, Snippet("curl", shell))
