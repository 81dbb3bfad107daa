"""An address of a CSV → the lines that read it in Python, R, JavaScript and with curl."""

import json
from dataclasses import dataclass
from shlex import quote
from typing import Final

_TABLE: Final = {
    "Python": "import pandas as pd\n\ntable = pd.read_csv({address})\nprint(table)",
    "R": "table <- read.csv({address})\nprint(table)",
    "JavaScript": "const response = await fetch({address});\nconsole.log(await response.text());",
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
