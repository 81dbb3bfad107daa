"""What is asked of all rows of a dataset's table, and who answers: the one database that has it, or many at once.

The SQL is the same for both. An engine that has the rows in parts runs it on each part and puts the answers together, so every
query says what is needed for that: its first column is the row's number, or it counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for rows of the table `dataset`.

    `key` are the SQL expressions over that table, separated by commas, which are equal in rows that have to be seen together;
    None where each row is seen by itself. No more than `limit` rows are wanted, None for all. `counted` says that the last
    column is a count over all rows that were seen, the same in each row of the answer.
    """

    dataset: str
    key: str | None = None
    limit: int | None = None
    counted: bool = False


class Scans(Protocol):
    """What answers a query over one dataset's table, and the small tables beside it."""

    @property
    def is_here(self) -> bool:
        """Say whether the tables' own database answers, in which rows can be put aside for the next query."""

    def lines(self, dataset: str, query: str, /) -> Iterator[bytes]:
        """Yield the lines of a SELECT of one VARCHAR column, `line`, in pieces: UTF-8, a line end after each line.

        Each line is made of one row of the table, and they come in the order of the table.
        """

    def counts(self, dataset: str, query: str, key: str | None = None, /) -> tuple[int, ...]:
        """Return the one row of a SELECT of counts; `key` as in `Asked`."""

    def first(self, asked: Asked, query: str, /) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT in the order of its first column, which is a row's number."""
