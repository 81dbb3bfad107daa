"""A TOML file → its tables, and the line of each of its keys (tomllib knows no positions)."""

import bisect
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgsm.problems import Place, Problem, problem, shown
from kgsm.read.csv_file import encoding_problem
from kgsm.text import Text

# The way to a value: the keys of tables, the indexes of arrays.
KeyPath = tuple[str | int, ...]

_ERROR_PLACE: Final = re.compile(
    r"(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
_IN_EDITOR: Final = Text(de="Im Editor: Speichern unter, Codierung UTF-8.", en="In an editor: Save as, encoding UTF-8.")
_SPACE: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART: Final = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_STRING: Final = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:'{0,2})|"(?:\\.|[^"\\\n])*"|'[^'\n]*\'''', re.DOTALL
)
_BARE: Final = re.compile(r"[^,\]}\n#]*")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A TOML file that was read: `name` relative to the study folder, `data` as tomllib gives it, `lines` from 1."""

    name: str
    data: Mapping[str, object]
    lines: Mapping[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """Return the line of the value at `path`, or of the nearest table around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_toml(path: Path, name: str, problems: list[Problem]) -> TomlFile | None:
    """Read a TOML file; where it is not UTF-8 or not TOML, add the problem with its line and column and return None."""
    fault = encoding_problem(path, name, _IN_EDITOR)
    if fault is not None:
        problems.append(fault)
        return None
    # A byte order mark is what Windows editors write; tomllib refuses it. Line ends as tomllib counts them.
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
        lines = _Locator(text).lines
    except ValueError as error:  # TOMLDecodeError, and what int() says to a number of thousands of digits
        problems.append(_broken(name, str(error), text))
        return None
    except RecursionError:
        problems.append(problem(Place(name), "broken-toml", found="arrays or tables nest too deeply"))
        return None
    return TomlFile(name, data, lines)


def _broken(name: str, message: str, text: str) -> Problem:
    found = _ERROR_PLACE.fullmatch(message)
    if found is None:
        return problem(Place(name), "broken-toml", found=message)
    what = shown(found["what"])
    if found["line"] is None:
        where = Text(de=f"{what}, am Ende der Datei", en=f"{what}, at the end of the file")
        return problem(Place(name, text.rstrip().count("\n") + 1), "broken-toml", found=where)
    where = Text(de=f"{what}, Spalte {found['column']}", en=f"{what}, column {found['column']}")
    return problem(Place(name, int(found["line"])), "broken-toml", found=where)


class _Locator:
    """Walks through a text that tomllib has accepted, and notes the line of each table, key and array item (TOML 1.0)."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._array_sizes: dict[KeyPath, int] = {}
        self._statements()

    def _statements(self) -> None:
        table: KeyPath = ()
        while self._skip_space() < len(self._text):
            start = self._at
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            if self._at == start:  # cannot happen in a text that tomllib accepts; never loop for ever
                return

    def _skip_space(self) -> int:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _note(self, path: KeyPath, position: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], bisect.bisect_right(self._line_starts, position))

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while match := _KEY_PART.match(self._text, self._skip_space()):
            raw = match.group()
            parts.append(tomllib.loads(f"key = {raw}")["key"] if raw[0] in "\"'" else raw)
            self._at = match.end()
            self._skip_space()
            if not self._text.startswith(".", self._at):
                break
            self._at += 1
        return tuple(parts)

    def _header(self) -> KeyPath:
        start = self._at
        of_array = self._text.startswith("[[", start)
        self._at += 2 if of_array else 1
        keys = self._key()
        self._at += 2 if of_array else 1
        path: KeyPath = ()
        for number, key in enumerate(keys, start=1):
            path = (*path, key)
            if of_array and number == len(keys):
                self._array_sizes[path] = self._array_sizes.get(path, 0) + 1
            if path in self._array_sizes:
                path = (*path, self._array_sizes[path] - 1)
        self._note(path, start)
        return path

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = (*table, *self._key())
        self._note(path, start)
        self._skip_space()
        self._at += 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip_space()
        opening = self._text[self._at : self._at + 1]
        if opening == "[":
            self._items(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            match = _STRING.match(self._text, self._at) or _BARE.match(self._text, self._at)
            self._at = match.end() if match else len(self._text)

    def _items(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        while self._skip_space() < len(self._text) and self._text[self._at] != "]":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._note((*path, index), self._at)
            self._value((*path, index))
            index += 1
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while self._skip_space() < len(self._text) and self._text[self._at] != "}":
            if self._text[self._at] == ",":
                self._at += 1
            else:
                self._pair(path)
        self._at += 1
