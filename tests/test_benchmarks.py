"""The benchmarks: what they count is what was spent, what they write is what they found, and each step runs."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.__main__ import STEPS
from benchmarks.contest import Bench
from benchmarks.measure import Failed, Outcome, Spent, in_turn, run
from benchmarks.peers import Peer, Peers
from benchmarks.scale import growth, growth_goal
from benchmarks.table import Goal, Result, Section, keep, kept, page

_BUSY = "import time\nwhile time.process_time() < 0.3: pass"
_SAYS = f"{_BUSY}\nprint('{{\"startup\": 0.1}}')"
_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_BUSY!r}], check=True)"

RESULT = Result(
    (Section("Build", "Two contestants.", ("", "CPU s"), (("kgsm", "1.0"), ("a|b", "2.0"))), Section("More", "", block="x 1")),
    (Goal("fast", "3 times", met=True), Goal("faster", "1 time", met=False), Goal("later", "no figure", met=None)),
    ("other 1.0",),
    "2 cores.",
    "`make bench`, today.",
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    cache = tmp_path_factory.mktemp("cache")
    return Bench(tmp_path_factory.mktemp("data"), cache, Peers(cache), shrink=1000, alone=True)


def test_cpu_seconds_are_those_of_children_too() -> None:
    spent = run([sys.executable, "-c", _CHILD], 60)
    assert isinstance(spent, Spent)
    assert spent.cpu >= 0.3


def test_start_up_is_no_work() -> None:
    spent = run([sys.executable, "-c", _SAYS], 60)
    assert isinstance(spent, Spent)
    assert spent.work == pytest.approx(spent.cpu - 0.1)


def test_a_program_that_fails_is_told_with_its_last_words() -> None:
    assert run([sys.executable, "-c", "raise SystemExit('no such thing')"], 60) == Failed("no such thing")


def test_a_program_that_never_ends_is_stopped() -> None:
    assert run([sys.executable, "-c", "while True: pass"], 0.5) == Failed("stopped after 0 s")


def test_all_have_their_turn_and_who_fails_has_no_second_one() -> None:
    turns: list[str] = []

    def turn(name: str, outcome: Outcome) -> Outcome:
        turns.append(name)
        return outcome

    spent = [Spent(each, each, each) for each in (3.0, 1.0, 2.0)]
    left = iter(spent)
    contestants = {"A": lambda: turn("A", next(left)), "B": lambda: turn("B", Failed("broken"))}
    assert in_turn(contestants, 3) == {"A": Spent(2.0, 2.0, 2.0), "B": Failed("broken")}
    assert turns == ["A", "B", "A", "A"]


def test_growth_is_the_power_of_the_size() -> None:
    assert growth([(each, 3.0 * each) for each in (10, 100, 1000)]) == pytest.approx(1.0)
    assert growth([(each, 0.5 * each**2) for each in (10, 100, 1000)]) == pytest.approx(2.0)
    assert growth([(10, 1.0)]) is None


def test_a_size_that_is_lost_in_the_fixed_cost_tells_nothing_of_growth() -> None:
    works = {100: 1.0, 10_000: 1.01, 100_000: 2.0, 1_000_000: 11.0}
    goal = growth_goal("It", [(rows, Spent(work, work, 1.0)) for rows, work in works.items()])
    assert goal.reached.startswith("1.00 from 100,000 to 1,000,000 (from size to size 1.00;")
    assert goal.met is None


def test_a_peer_that_cannot_be_installed_has_the_reason_of_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Peers.REQUIREMENTS, "nobody", ("./no-such-folder==1.0",))  # refused before any registry is asked
    peer = Peers(tmp_path)["nobody"]
    assert peer.missing.startswith("cannot be installed: ERROR")
    assert str(tmp_path) not in peer.missing
    assert Peer("nobody", "1.0", peer.place, peer.missing) == peer


def test_the_page_tells_goals_first_and_what_was_missed() -> None:
    text = page({"build": RESULT})
    assert "| fast | 3 times | reached |\n| faster | 1 time | **missed** |\n| later | no figure | open |\n" in text
    assert text.index("## Goals") < text.index("## Build") < text.index("| a\\|b | 2.0 |") < text.index("```text\nx 1\n```")
    assert text.count("2 cores.") == 1
    assert "`make bench`, today. Beside: other 1.0.\n" in text


def test_steps_of_two_machines_each_tell_theirs() -> None:
    text = page({"build": RESULT, "load": replace(RESULT, machine="4 cores.")})
    assert "today. 2 cores. Beside" in text
    assert "today. 4 cores. Beside" in text


def test_a_step_can_be_run_again_and_the_others_stay(tmp_path: Path) -> None:
    keep(RESULT, "load", tmp_path)
    keep(replace(RESULT, command="again"), "build", tmp_path)
    assert kept(["build", "load", "query"], tmp_path) == {"build": replace(RESULT, command="again"), "load": RESULT}


@pytest.mark.parametrize(
    "step", [each if each in {"build", "load", "query"} else pytest.param(each, marks=pytest.mark.slow) for each in STEPS]
)
def test_a_step_runs_with_almost_no_data(step: str, bench: Bench) -> None:
    result = STEPS[step](bench)
    for section in result.sections:
        assert section.block or all(len(row) == len(section.header) for row in section.rows)
    cells = [cell for section in result.sections for row in section.rows for cell in row]
    assert any(each[0].isdigit() for each in cells if each)
    assert not [each for each in cells if "exit" in each or "Error" in each or "stopped" in each or "status" in each]
    assert page({step: result}).count("\n## ") == len(result.sections) + 1
