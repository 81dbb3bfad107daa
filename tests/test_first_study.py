"""The first study's folder against the facts it was made from; read with csv and tomllib only, as an editor would."""

import ast
import csv
import operator
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
STUDY: Final = ROOT / "studies" / "kommunen-social-media"
FACTS: Final = ROOT.parent / "shared" / "data" / "study-figures.csv"

Row = dict[str, str]

# findings.md 0.1: the dataset that holds each topic of the facts, and the dimension that is its question.
DATASET_OF_TOPIC: Final = {
    "fieldwork": "fieldwork",
    "use": "use",
    "change": "use",
    "use_internal": "use-internal",
    "duration": "duration",
    "goals_internal": "goals-internal",
    "instruments_external": "instruments-external",
    "strategy": "strategy",
    "plans": "plans",
    "driver": "driver",
    "plan_nonusers": "plans-of-non-users",
    "reasons_nonuse": "reasons-for-non-use",
}
QUESTION_DIMENSION: Final = {
    "fieldwork": "fieldwork-indicator",
    "use": "use",
    "use-internal": "use",
    "duration": "duration",
    "goals-internal": "attainment",
    "instruments-external": "instrument",
    "strategy": "strategy",
    "plans": "plan",
    "driver": "driving-unit",
    "plans-of-non-users": "plan",
    "reasons-for-non-use": "reason",
}
UNIT_OF_QUANTITY: Final = {"share": "percent", "share-from-counts": "percent", "count": "count", "change": "percent"}
PURPOSE_OF_DIRECTION: Final = {
    "both": "internal-or-external",
    "internal": "internal",
    "external": "external",
    "na": "not-stated",
}
# findings.md 5: the nine figures of the article, as token, span of the number and span of its sentence.
SPANS: Final = {
    "F13-07": ("54 %", 332, 336, 309, 426),
    "F13-14": ("56 %", 676, 680, 641, 747),
    "F13-15": ("48 %", 906, 910, 748, 1006),
    "F13-16": ("38 %", 938, 942, 748, 1006),
    "F13-17": ("27 %", 1000, 1004, 748, 1006),
    "F13-18": ("20 %", 1327, 1331, 1126, 1412),
    "F13-19": ("27 %", 1349, 1353, 1126, 1412),
    "F13-20": ("42 %", 1618, 1622, 1492, 1691),
    "F13-21": ("23 %", 1685, 1689, 1492, 1691),
}
OPERATORS: Final[dict[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@cache
def rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


def csv_files() -> list[Path]:
    return sorted(STUDY.rglob("*.csv"))


@cache
def settings() -> dict[str, object]:
    return tomllib.loads((STUDY / "study.toml").read_text(encoding="utf-8"))


def section(name: str) -> dict[str, dict[str, object]]:
    value = settings()[name]
    assert isinstance(value, dict)
    return value


def dimensions(dataset: str) -> list[str]:
    names = section("dataset")[dataset]["dimensions"]
    assert isinstance(names, list)
    return names


def constants(dataset: str) -> Row:
    cells = section("dataset")[dataset]["constants"]
    assert isinstance(cells, dict)
    return cells


@cache
def figures() -> dict[str, Row]:
    """Return every row of every table by its figure id, with its dataset and the dataset's constants."""
    found: dict[str, Row] = {}
    for dataset in section("dataset"):
        for row in rows(STUDY / "tables" / f"{dataset}.csv"):
            assert row["figure"] not in found, f"{row['figure']} stands twice"
            found[row["figure"]] = {"dataset": dataset, **constants(dataset), **row}
    return found


def evidence(*, differs: bool) -> list[Row]:
    return [row for row in rows(STUDY / "evidence.csv") if (row["differs"] == "yes") == differs]


def sources_of(figure: str) -> set[str]:
    """Return the sources of a figure; of a computed one, those of the figures in its formula."""
    formula = figures()[figure].get("formula", "")
    if formula:
        return set().union(*(sources_of(operand) for operand in re.findall(r"\[([^]]+)\]", formula)))
    return {row["source"] for row in evidence(differs=False) if row["figure"] == figure}


def facts(*status: str) -> list[Row]:
    every = rows(FACTS) if FACTS.exists() else ()
    return [fact for fact in every if fact["status"] in status]


def figure_id(fact: Row) -> str:
    return fact["figure_id"]


def exactness(fact: Row) -> str:
    """Return our code for what the facts say in two columns; a percentage is a rounded one, printed or computed."""
    if fact["figure_id"] in {
        "V13-02",
        "V13-03",
    }:  # "over 50 per cent" and "around 300" are bounds and roundings, no number words
        return "approximate"
    if fact["exactness"].startswith("verbal quantity"):
        return "number-word"
    if fact["qualifier"] == "approx":
        return "approximate"
    return "rounded" if fact["unit"] == "percent" else "exact"


def base_status(fact: Row) -> str:
    written = fact["base_status"]
    if written == "n/a":
        return "not-applicable"
    return next((status for status in ("stated", "inferred") if written.startswith(status)), "not-stated")


def texts(value: object, place: str = "study.toml") -> Iterator[tuple[str, object, object]]:
    """Yield the place, the German and the English of each text of study.toml."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from texts(each, f"{place}[{index}]")
    elif isinstance(value, dict):
        if {"de", "en"} & set(value):
            yield place, value.get("de"), value.get("en")
        else:
            for key, each in value.items():
                yield from texts(each, f"{place}.{key}")


def all_texts() -> Iterator[tuple[str, object, object]]:
    yield from texts(settings())
    for file in csv_files():
        for number, row in enumerate(rows(file), start=2):
            for column in (name.removesuffix("_de") for name in row if name.endswith("_de")):
                if row[f"{column}_de"] or row[f"{column}_en"]:
                    yield f"{file.name}:{number}:{column}", row[f"{column}_de"], row[f"{column}_en"]


def calculate(node: ast.expr, values: dict[str, float]) -> float:
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](calculate(node.left, values), calculate(node.right, values))
    if isinstance(node, ast.Name):
        return values[node.id.replace("_", "-")]
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int)
    return float(node.value)


@pytest.mark.skipif(not FACTS.exists(), reason="the data file that the study was made from is not beside the project")
class TestAgainstTheFacts:
    def test_all_46_rows_of_the_facts_are_in_the_folder_and_nothing_else(self) -> None:
        expected = {figure_id(fact) for fact in rows(FACTS)}
        variants = {row["id"] for row in evidence(differs=True)}
        assert len(expected) == 46
        assert set(figures()) | variants == expected

    @pytest.mark.parametrize("fact", facts("reported", "computed"), ids=figure_id)
    def test_a_figure_says_what_the_facts_say(self, fact: Row) -> None:
        row = figures()[figure_id(fact)]
        assert row["dataset"] == DATASET_OF_TOPIC[fact["topic_code"]]
        assert row["wave"] == fact["wave"]
        assert row["value"] == fact["value"]
        assert UNIT_OF_QUANTITY[row["quantity"]] == fact["unit"]
        assert row.get("base_size", "") == fact["base_n"]
        assert row["base_status"] == base_status(fact)
        assert row["exactness"] == exactness(fact)
        assert row["origin"] == fact["status"]
        assert row.get("purpose", "not-stated") == PURPOSE_OF_DIRECTION[fact["direction"]]

    @pytest.mark.parametrize("fact", facts("reported"), ids=figure_id)
    def test_a_reported_figure_has_evidence_from_each_of_its_sources(self, fact: Row) -> None:
        assert sources_of(figure_id(fact)) == set(fact["source_ids"].split(";"))

    @pytest.mark.parametrize("fact", facts("computed"), ids=figure_id)
    def test_a_computed_figure_rests_on_its_source_by_way_of_its_formula(self, fact: Row) -> None:
        assert set(fact["source_ids"].split(";")) <= sources_of(figure_id(fact))

    @pytest.mark.parametrize("fact", facts("verbal_variant"), ids=figure_id)
    def test_a_verbal_variant_is_a_differing_statement_about_the_figure_it_disagrees_with(self, fact: Row) -> None:
        (row,) = (each for each in evidence(differs=True) if each["id"] == figure_id(fact))
        about = figures()[row["figure"]]
        assert row["figure"] in fact["agreement"]
        assert row["source"] == fact["source_ids"]
        assert row["stated"] == fact["value"]
        assert row["exactness"] == exactness(fact)
        assert about["dataset"] == DATASET_OF_TOPIC[fact["topic_code"]]
        assert about["wave"] == fact["wave"]
        assert UNIT_OF_QUANTITY[about["quantity"]] == fact["unit"]
        assert about.get("base_size", "") == fact["base_n"]

    def test_a_category_of_the_facts_is_one_code_and_a_code_one_category(self) -> None:
        pairs: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for fact in facts("reported", "computed"):
            row = figures()[figure_id(fact)]
            if fact["topic_code"] != "change":
                pairs[row["dataset"]].add((fact["category_code"], row[QUESTION_DIMENSION[row["dataset"]]]))
        for dataset, found in pairs.items():
            assert len(found) == len({category for category, _ in found}) == len({code for _, code in found}), dataset

    def test_the_article_has_the_spans_of_the_facts(self) -> None:
        columns = ("article_token", "article_start", "article_end", "article_sentence_start", "article_sentence_end")
        marked = {figure_id(fact): tuple(fact[name] for name in columns) for fact in rows(FACTS) if fact["article_token"]}
        assert marked == {figure: tuple(str(part) for part in span) for figure, span in SPANS.items()}

    def test_the_addresses_of_the_sources_are_those_of_the_facts(self) -> None:
        addresses = {row["id"]: row["url"] for row in rows(STUDY / "sources.csv")}
        for fact in rows(FACTS):
            if fact["source_url"].startswith("http"):
                assert fact["source_url"] in {addresses[source] for source in fact["source_ids"].split(";")}
            for source, address in re.findall(r"(S\d\d): [^|]*?(https?://[^\s,]+)", fact["other_sources"]):
                assert addresses[source] == address


def test_there_are_eleven_datasets_and_each_has_its_table() -> None:
    assert set(section("dataset")) == set(QUESTION_DIMENSION)
    assert {path.stem for path in (STUDY / "tables").iterdir()} == set(QUESTION_DIMENSION)
    for dataset, question in QUESTION_DIMENSION.items():
        assert dimensions(dataset)[:3] == ["area", "wave", question]
        assert dimensions(dataset)[-1] == "quantity"


def test_31_reported_and_10_computed_figures_and_5_variants_have_ids_of_their_own() -> None:
    found = figures()
    variants = [row["id"] for row in evidence(differs=True)]
    assert sum(row["origin"] == "reported" for row in found.values()) == 31
    assert sum(row["origin"] == "computed" for row in found.values()) == 10
    assert sorted(variants) == ["V13-01", "V13-02", "V13-03", "V16-01", "V16-02"]
    assert not set(variants) & set(found)


def test_no_two_rows_of_a_table_have_the_same_dimension_values() -> None:
    for dataset in section("dataset"):
        names = [name for name in dimensions(dataset) if name not in constants(dataset)]
        keys = [tuple(row[name] for name in names) for row in rows(STUDY / "tables" / f"{dataset}.csv")]
        assert len(set(keys)) == len(keys), dataset


def test_every_code_in_a_table_is_in_its_code_list_and_every_list_is_described() -> None:
    lists = {path.stem: {row["code"] for row in rows(path)} for path in (STUDY / "codes").iterdir()}
    assert set(lists) == set(section("code"))
    assert set(section("dimension")) <= set(lists)
    for figure, row in figures().items():
        for column in row.keys() & lists.keys():
            assert row[column] in lists[column] or (column == "base" and not row[column]), (figure, column)


def test_codes_are_readable_kebab_case_and_broader_ones_exist() -> None:
    for path in (STUDY / "codes").iterdir():
        codes = [row["code"] for row in rows(path)]
        assert len(set(codes)) == len(codes)
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in codes), path.name
        assert {row.get("broader", "") for row in rows(path)} <= {"", *codes}, path.name


def test_every_reported_figure_has_evidence_and_every_computed_one_a_formula() -> None:
    supported = {row["figure"] for row in evidence(differs=False)}
    for figure, row in figures().items():
        assert (row["origin"] == "computed") == bool(row.get("formula")) == figure.startswith("C")
        assert (figure in supported) == (row["origin"] == "reported")


def test_evidence_knows_its_figures_and_sources_and_says_where() -> None:
    sources = {row["id"] for row in rows(STUDY / "sources.csv")}
    seen = [(row["figure"], row["source"], row["differs"]) for row in rows(STUDY / "evidence.csv")]
    assert sources == {f"S{number:02}" for number in range(17)}
    assert len(set(seen)) == len(seen)
    for row in rows(STUDY / "evidence.csv"):
        assert row["figure"] in figures()
        assert row["source"] in sources
        assert row["locator_de"]
        assert bool(row["stated"]) == bool(row["exactness"]) == (row["differs"] == "yes")


def test_the_nine_figures_of_the_article_carry_their_spans() -> None:
    found: dict[str, tuple[str, int, int, int, int]] = {}
    for row in rows(STUDY / "evidence.csv"):
        if row["start"] or row["token"]:
            assert row["source"] == "S00"
            start, end, sentence_start, sentence_end = (
                int(row[name]) for name in ("start", "end", "sentence_start", "sentence_end")
            )
            assert sentence_start <= start < end <= sentence_end <= 2332
            assert end - start == len(row["token"])
            assert row["token"] == f"{figures()[row['figure']]['value']} %"
            found[row["figure"]] = (row["token"], start, end, sentence_start, sentence_end)
    assert found == SPANS


def test_the_article_is_named_by_digest_and_length() -> None:
    (article,) = (row for row in rows(STUDY / "sources.csv") if row["sha256"])
    assert article["id"] == "S00"
    assert article["sha256"] == "876c3b73813b0bc7fc4c6fa3e03a6cd0eddb5355d4623e56e14c5e09d237455c"
    assert article["length"] == "2332"


def test_computed_figures_follow_from_their_formulas() -> None:
    found = figures()
    values = {figure: float(row["value"]) for figure, row in found.items()}
    for figure, row in found.items():
        if row["origin"] == "computed":
            formula = re.sub(r"\[(\w+)-(\d+)\]", r"\1_\2", row["formula"])  # a name that Python's own grammar reads
            result = calculate(ast.parse(formula, mode="eval").body, values)
            decimals = len(row["value"].partition(".")[2])
            assert f"{result:.{decimals}f}" == row["value"], figure


def test_every_text_stands_in_german_and_english() -> None:
    for place, german, english in all_texts():
        assert isinstance(german, str), place
        assert isinstance(english, str), place
        assert german.strip(), place
        assert english.strip(), place
        assert not re.search(r"\b(the|which|stated)\b", german), place
        own_words = re.sub("“[^”]*”", "", english)  # names of sections stay as they are
        assert not re.search(r"\b(der|und|nicht|ist)\b", own_words), place


def test_every_dataset_dimension_list_and_code_has_its_texts() -> None:
    for description in section("dataset").values():
        assert {"title", "question", "description", "answers"} <= set(description)
    for description in section("code").values():
        assert {"title", "definition"} <= set(description)
    for description in section("dimension").values():
        assert {"label", "definition"} <= set(description)
    for path in (STUDY / "codes").iterdir():
        assert all(row["label_de"] and row["label_en"] and row["definition_de"] for row in rows(path)), path.name


def test_every_share_and_change_says_how_far_it_may_be_compared() -> None:
    for figure, row in figures().items():
        assert row["quantity"] == "count" or row["comparability_de"], figure


def test_no_sentence_of_a_source_stands_in_the_folder() -> None:
    assert all(row["quotable"] == "no" for row in rows(STUDY / "sources.csv"))
    for row in rows(STUDY / "evidence.csv"):
        assert not row["quote"]
        assert len(row["token"]) <= 8
    # Quotation marks enclose names of sections and single terms, never a run of words.
    for file in [STUDY / "study.toml", *csv_files()]:
        for german, english in re.findall("„([^“]*)“|“([^”]*)”", file.read_text(encoding="utf-8")):
            assert len(german or english) <= 30, f"{file.name}: {german or english}"


def test_no_size_of_a_base_is_guessed() -> None:
    for figure, row in figures().items():
        size = row.get("base_size", "")
        assert size in {"", "146", "162", "172", "318", "332", "1600"}, figure
        assert row["base"] or row["base_status"] == "not-applicable", figure
        assert not (size and row["base_status"] in {"not-stated", "not-applicable"}), figure
