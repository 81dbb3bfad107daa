"""What every part of the reader needs to know: the folder, the study's IRI, the top of study.toml, the problems so far."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from kgsm.iris import NAME
from kgsm.problems import Place, Problem, problem
from kgsm.read.keys import Keys
from kgsm.text import Text


@dataclass(frozen=True, slots=True)
class Setting:
    """The study that is being read. `problems` grows while it is."""

    folder: Path
    study_iri: URIRef
    top: Keys
    problems: list[Problem]

    def names(self, tables: Keys, reserved: Collection[str], why: Text) -> tuple[str, ...]:
        """Return the names of `[KIND.NAME]` tables that can be used; those that cannot become problems.

        Two names that differ only in case are one: to the columns of a database, and to the files of some systems.
        """
        taken = {each.casefold(): why for each in reserved}
        names = []
        for name in tables:
            if not NAME.fullmatch(name):
                tables.tell(name, "wrong-name", found=name)
            elif name.casefold() in taken:
                tables.tell(name, "reserved-name", found=name, why=taken[name.casefold()])
            else:
                names.append(name)
                taken[name.casefold()] = Text(de=f"'{name}' gibt es schon.", en=f"There is '{name}' already.")
        return tuple(names)

    def tell_empty(self, file: str) -> None:
        """Add the problem that a file has no rows, unless something else is said about the file that explains it."""
        if not any(each.place.file == file for each in self.problems):
            self.problems.append(problem(Place(file), "empty-table"))
