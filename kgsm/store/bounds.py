"""What a graph holds, in numbers → the most that a basic graph pattern can take of an engine, whatever way it is evaluated.

**The claim.** An engine evaluates patterns P by a tree of joins. A leaf is one pattern; a node joins a set S of patterns, by
evaluating both sides and matching the rows (hash join), or by looking up one more pattern for each row of the other side
(Oxigraph: sparopt/optimizer.rs, `reorder_joins`). What such a tree costs, in rows made and triples visited, is at most

    Σ size(S) over all S ⊆ P   +   Σ size(S) · visited(t | S) over all S ⊂ P and t ∈ P outside S

**The proof.** The sets of a tree are different from each other, so each node adds its rows at most once: the first sum. A
pattern is a leaf once. It is looked up for each row of the set S that stands on the other side, or, for the empty set, whose
size is 1, once: a term of the second sum, for a pair (S, t) that occurs once. No term is negative, so more of them do no harm.

* `rows(t | S)` is at least the number of triples that match t once the variables of S have values. That is no more than the
  triples of a known subject, of a known object, of a known predicate, no more than the greatest number of objects that a
  subject has of the known predicate, and of subjects that an object has; and one where all three are known.
* `size(S)` is at least the number of solutions of S, for any t in S: those of S without t, times `rows(t | S without t)`, since
  a solution of S is one of S without t, made longer by a matching triple. It is the least of these products over t.
* `visited(t | S)` is at least the number of triples that are looked at to find them. Oxigraph in memory has a list of the
  triples of each term in each place, takes the shortest of the lists of the known terms (storage/memory.rs,
  `quads_for_pattern`), and all triples where none is known. On disk it looks at those that it answers with.

LIMIT, OFFSET, DISTINCT and the variables that are selected only take rows away, and are not counted on. Disconnected patterns,
which multiply, are sets like others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from kgsm.sparql import Store, Term, select
from kgsm.store.plain import LITERAL, Pattern, Plain

MOST_PATTERNS: Final = 5  # the sums have 2^n terms
_FEW: Final = 64  # terms with so many triples or less are not known by name
_SHAPES: Final = 4_096

OF_PREDICATES: Final = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
OBJECTS_OF_A_SUBJECT: Final = (
    "SELECT ?p (MAX(?k) AS ?n) { SELECT ?p ?s (COUNT(*) AS ?k) { ?s ?p ?o } GROUP BY ?p ?s } GROUP BY ?p"
)
SUBJECTS_OF_AN_OBJECT: Final = (
    "SELECT ?p (MAX(?k) AS ?n) { SELECT ?p ?o (COUNT(*) AS ?k) { ?s ?p ?o } GROUP BY ?p ?o } GROUP BY ?p"
)
OF_SUBJECTS: Final = "SELECT ?t (COUNT(*) AS ?n) { ?t ?p ?o } GROUP BY ?t HAVING (COUNT(*) > $few)"
OF_OBJECTS: Final = "SELECT ?t (COUNT(*) AS ?n) { ?s ?p ?t } GROUP BY ?t HAVING (COUNT(*) > $few)"


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a predicate is used, by how many objects of one subject, and by how many subjects of one object, at most."""

    triples: int = 0
    objects: int = 0
    subjects: int = 0


@dataclass(frozen=True, slots=True)
class Degrees:
    """Of how many triples the terms of one place are: those of more than a few by name, and the most that any has."""

    many: Mapping[str, int]
    most: int
    most_of_a_literal: int

    def of(self, node: str) -> int:
        """Return at least how many triples a constant is in, at this place."""
        return self.most_of_a_literal if node == LITERAL else self.many.get(node, min(_FEW, self.most))


@dataclass(frozen=True, slots=True)
class Cost:
    """At least what a query takes: `steps`, rows made and triples visited, and the `rows` of its answer."""

    steps: int
    rows: int


# A pattern without its names: a variable is a negative number, a constant the number of triples it is in, at most; a constant
# predicate has its uses.
_Term = int | Uses
_Shape = tuple[tuple[int, _Term, int], ...]


class Bounds:
    """The numbers of a graph, and what follows from them for patterns."""

    def __init__(self, uses: Mapping[str, Uses], subjects: Degrees, objects: Degrees) -> None:
        self._uses = uses
        self._subjects = subjects
        self._objects = objects
        self._triples = sum(each.triples for each in uses.values())
        self._busiest = max((each.triples for each in uses.values()), default=0)
        self._cost = lru_cache(maxsize=_SHAPES)(self._costs)

    def cost(self, query: Plain) -> Cost | None:
        """Return at least what a query costs, None where there are too many patterns to tell."""
        if len(query.patterns) > MOST_PATTERNS:
            return None
        return self._cost(self._shape(query.patterns))

    def _shape(self, patterns: Iterable[Pattern]) -> _Shape:
        names: dict[str, int] = {}

        def variable(node: str) -> int:
            return names.setdefault(node, -1 - len(names))

        return tuple(
            (
                variable(s) if s[0] == "?" else self._subjects.of(s),
                variable(p) if p[0] == "?" else self._uses.get(p, Uses()),
                variable(o) if o[0] == "?" else self._objects.of(o),
            )
            for s, p, o in patterns
        )

    def _costs(self, shape: _Shape) -> Cost:
        numbers = range(len(shape))
        sizes: dict[frozenset[int], int] = {frozenset(): 1}
        steps = 0
        for count in range(len(shape) + 1):
            for chosen in map(frozenset, combinations(numbers, count)):
                if chosen:
                    less = ((chosen - {t}, t) for t in chosen)
                    sizes[chosen] = min(sizes[rest] * self._rows(shape[t], _variables(shape, rest)) for rest, t in less)
                known = _variables(shape, chosen)
                steps += sizes[chosen]
                steps += sum(sizes[chosen] * self._visited(shape[t], known) for t in numbers if t not in chosen)
        return Cost(steps, sizes[frozenset(numbers)])

    def _rows(self, pattern: tuple[int, _Term, int], known: frozenset[int]) -> int:
        s, p, o = pattern
        has_subject, has_object = s >= 0 or s in known, o >= 0 or o in known
        found = [self._visited(pattern, known)]
        if isinstance(p, Uses):
            found += [p.objects] * has_subject + [p.subjects] * has_object
        if has_subject and has_object:
            found.append(1 if isinstance(p, Uses) or p in known else len(self._uses))
        return min(found)

    def _visited(self, pattern: tuple[int, _Term, int], known: frozenset[int]) -> int:
        s, p, o = pattern
        found = [self._triples]
        if s >= 0 or s in known:
            found.append(s if s >= 0 else self._subjects.most)
        if o >= 0 or o in known:
            found.append(o if o >= 0 else self._objects.most)
        if isinstance(p, Uses):
            found.append(p.triples)
        elif p in known:
            found.append(self._busiest)
        return min(found)


def _variables(shape: _Shape, chosen: frozenset[int]) -> frozenset[int]:
    return frozenset(node for t in chosen for node in shape[t] if isinstance(node, int) and node < 0)


def bounds_of(store: Store) -> Bounds:
    """Return the bounds of a store's default graph, counted once. Raises QueryError where it cannot be counted."""
    triples, objects, subjects = (
        {row["p"].value: int(row["n"].value) for row in select(store, query)}
        for query in (OF_PREDICATES, OBJECTS_OF_A_SUBJECT, SUBJECTS_OF_AN_OBJECT)
    )
    uses = {each: Uses(count, objects[each], subjects[each]) for each, count in triples.items()}
    return Bounds(uses, _degrees(store, OF_SUBJECTS), _degrees(store, OF_OBJECTS))


def _degrees(store: Store, query: str) -> Degrees:
    found: list[tuple[Term, int]] = [(row["t"], int(row["n"].value)) for row in select(store, query, few=_FEW)]
    many = {term.value: count for term, count in found if term.is_iri}
    most = max((count for _, count in found), default=_FEW)
    return Degrees(many, most, max((count for term, count in found if term.kind == "literal"), default=_FEW))
