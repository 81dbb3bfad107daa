"""What validation found: `Report`, for machines (sh:ValidationReport) and for people (problems with places)."""

from dataclasses import dataclass

from rdflib import Graph

from kgsm.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: `graph` holds one sh:ValidationReport, `problems` the same in reading order.

    `remarks` are warnings that nobody can mend, in reading order: published beside the problems, in a report of their own.
    """

    graph: Graph
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()

    @property
    def violations(self) -> tuple[Problem, ...]:
        """The problems that keep the study from being published."""
        return tuple(each for each in self.problems if each.severity is Severity.VIOLATION)
