"""site.toml → who runs this copy of the site, and what the law wants said; what is not filled in is told as missing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Final

from kgsm.problems import PublishedError, did_you_mean
from kgsm.text import Text

STATUSES: Final = ("full", "partial", "none")
_NOTHING: Final = Text("", "")


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the site. Everything may be empty: nothing is made up.

    `log_days` is how long the server's log is kept. `status` is how accessible the site is: one of `STATUSES`; `exceptions`,
    `tested`, `method` and `enforcement` are what a statement on accessibility must say (BITV 2.0, section 7).
    """

    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    imprint: Text = _NOTHING
    privacy: Text = _NOTHING
    log_days: int | None = None
    status: str = ""
    exceptions: Text = _NOTHING
    tested: date | None = None
    method: Text = _NOTHING
    feedback: str = ""
    enforcement: Text = _NOTHING


_NAMES: Final = tuple(each.name for each in fields(Operator))


def unfilled(operator: Operator) -> tuple[str, ...]:
    """Return the keys that the law wants filled in and that are empty: `exceptions` only where not all is accessible."""
    wanted = ["name", "address", "email", "log_days", "status", "tested", "method", "enforcement"]
    if operator.status in STATUSES[1:]:
        wanted.append("exceptions")
    return tuple(each for each in wanted if getattr(operator, each) in ("", None, _NOTHING))


def read_operator(file: Path) -> Operator:
    """Return what a site.toml says. Raises PublishedError where it cannot be read or has a key or a value that is none."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PublishedError(f"{file} cannot be read: {error}.") from error
    values: dict[str, object] = {}
    for key, value in data.items():
        if key not in _NAMES:
            raise PublishedError(f"{file}: there is no key '{key}' here.{did_you_mean(key, _NAMES).en}")
        values[key] = _value(file, key, value)
    return Operator(**values)  # type: ignore[arg-type]  # each was read as the type of its field


def _value(file: Path, key: str, value: object) -> object:
    default = getattr(Operator(), key)
    if isinstance(default, Text):
        if isinstance(value, Mapping) and set(value) == {"de", "en"} and all(isinstance(each, str) for each in value.values()):
            return Text(de=value["de"], en=value["en"])
        raise PublishedError(f'{file}: \'{key}\' must be a text in both languages: {{ de = "…", en = "…" }}.')
    if key == "log_days":
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise PublishedError(f"{file}: '{key}' must be a number of days.")
    if key == "tested":
        if type(value) is date:
            return value
        raise PublishedError(f"{file}: '{key}' must be a date without quotation marks: 2026-01-31.")
    if not isinstance(value, str):
        raise PublishedError(f"{file}: '{key}' must be a text in quotation marks.")
    if key == "status" and value not in STATUSES:
        raise PublishedError(f"{file}: '{key}' must be one of {', '.join(STATUSES)}.")
    return value
