"""What a site has found out about a store that may change at any time is asked again after a while."""

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad

from kgsm.serve.memory import Memory
from kgsm.serve.search import Search
from kgsm.serve.statistics import Statistics
from kgsm.sparql import Query
from kgsm.store.embedded import Embedded


class Far(Embedded):
    """A store of which nobody knows whether it has changed, as those of others are."""

    __slots__ = ()

    def version(self, query: Query) -> str | None:  # noqa: ARG002 - whatever is asked
        return None


def test_what_was_found_out_of_a_store_that_may_change_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Far(pyoxigraph.Store(), "")
    statistics, memory, search = Statistics(store), Memory(store), Search(store)
    assert statistics.counts().whole["triples"] == 0
    memory.counts()["x"] = 1
    index = search.index()
    store.store.add(Quad(NamedNode("x:a"), NamedNode("x:b"), NamedNode("x:c")))
    assert statistics.counts().whole["triples"] == 0
    assert memory.counts() == {"x": 1}
    assert search.index() is index
    for each in (statistics, memory, search):
        monkeypatch.setattr(each, "_until", 0.0)
    assert statistics.counts().whole["triples"] == 1
    assert memory.counts() == {}
    assert search.index() is not index
