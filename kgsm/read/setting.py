"""What every part of the reader needs to know: the folder, the study's IRI, the top of study.toml, the problems so far."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import URIRef

from kgsm.problems import Place, Problem, problem
from kgsm.read.folder import file_in
from kgsm.read.keys import Keys
from kgsm.read.unchanged import State, state_of
from kgsm.read.values import name_problem
from kgsm.text import Text


@dataclass(frozen=True, slots=True)
class Lost:
    """What could not be read and is told once, where it stands: nobody is told again where something refers to it.

    `files` are tables that were not read to their end, `figures` those of single rows, `code_lists` those that are not whole,
    `names` those that cannot be used.
    """

    files: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    code_lists: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Setting:
    """The study that is being read.

    `problems`, `used` (the files that keys led to), `lost` and `states` (of each file, before it was read) grow while it is.
    """

    folder: Path
    study_iri: URIRef
    top: Keys
    problems: list[Problem]
    used: list[Path] = field(default_factory=list)
    lost: Lost = field(default_factory=Lost)
    states: dict[str, tuple[Path, State | None]] = field(default_factory=dict)

    def file(self, name: str, place: Place, why: Text) -> Path | None:
        """Return the file `name` of the study folder; else add the problem at `place`, with `why` the file is needed."""
        found = file_in(self.folder, name, place, why)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        self.used.append(found)
        self.watch(name, found)
        return found

    def watch(self, name: str, path: Path) -> None:
        """Note the state of a file that is going to be read."""
        self.states.setdefault(name, (path, state_of(path)))

    def tell_changed(self) -> None:
        """Add a problem for each file that has changed since: it was read in parts of two."""
        for name, (path, state) in self.states.items():
            if state_of(path) != state:
                self.problems.append(problem(Place(name), "changed-file"))

    def names(self, tables: Keys, reserved: Collection[str], why: Text) -> tuple[str, ...]:
        """Return the names of `[KIND.NAME]` tables that can be used; each other one becomes a problem, `why` it is reserved.

        Two names that differ only in case are one: to the columns of a database, and to the files of some systems.
        """
        taken = {each.casefold(): why for each in reserved}
        names = []
        for name in tables:
            fault = name_problem(name, tables.place(name))
            if fault is not None:
                self.problems.append(fault)
                self.lost.names.add(name)
            elif name.casefold() in taken:
                tables.tell(name, "reserved-name", found=name, why=taken[name.casefold()])
                self.lost.names.add(name)
            else:
                names.append(name)
                taken[name.casefold()] = Text(de=f"'{name}' gibt es schon.", en=f"There is '{name}' already.")
        return tuple(names)

    def tell_empty(self, file: str) -> None:
        """Add the problem that a file has no rows, unless what is said about the file already explains it."""
        if not any(each.place.file == file for each in self.problems):
            self.problems.append(problem(Place(file), "empty-table"))
