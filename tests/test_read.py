"""A right study folder is read whole; a wrong one gives problems, and as much of a study as there is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kgsm import read_study
from kgsm.problems import Severity, StudyError
from kgsm.read import read_folder
from kgsm.study import Kind, Partition, Role, Span, Study
from kgsm.text import Text
from tests.study_folder import MINIMAL, StudyFolder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def minimal() -> Iterator[Study]:
    study = read_study(MINIMAL)
    with study.tables:
        yield study


@pytest.mark.parametrize("folder", [MINIMAL, ROOT / "studies" / "kommunen-social-media", ROOT / "kgsm" / "template"])
def test_a_right_study_has_no_problem(folder: Path) -> None:
    study, problems = read_folder(folder)
    # GovData has given the example and the first study no id, and nobody invents one.
    assert [each.code for each in problems if each.severity is not Severity.INFO] == []
    assert {each.code for each in problems} <= {"no-contributor"}
    assert study is not None
    study.tables.close()


def test_the_first_study_is_read_with_all_its_figures_and_evidence() -> None:
    with read_study(ROOT / "studies" / "kommunen-social-media").tables as tables:
        count = sum(
            tables.connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0]
            for name in ("fieldwork", "use", "use-internal", "duration", "strategy", "plans", "driver")
        )
    assert count > 30


def test_the_top_of_the_file_is_read(minimal: Study) -> None:
    assert str(minimal.iri) == "https://example.org/data/minimal"
    assert minimal.title == Text(de="Bibliotheken", en="Libraries")
    assert (minimal.issued, minimal.modified) == (date(2024, 5, 1), date(2024, 6, 1))
    assert str(minimal.themes[0]) == "http://publications.europa.eu/resource/authority/data-theme/EDUC"
    assert str(minimal.frequency) == "http://publications.europa.eu/resource/authority/frequency/IRREG"
    assert str(minimal.political_level) == "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
    assert minimal.respondents == (("2024", "A1"),)
    assert [str(each.iri) for each in minimal.creators] == ["https://example.org/data/minimal/creator/office"]
    assert minimal.contact.email == "info@example.org"


def test_the_study_lasts_from_the_first_day_of_its_waves_to_the_last(minimal: Study) -> None:
    assert (minimal.start, minimal.end) == (date(2020, 1, 1), date(2024, 12, 31))


def test_a_code_list_keeps_the_order_and_the_links_of_its_file(minimal: Study) -> None:
    lends, area = minimal.code_list("lends"), minimal.code_list("area")
    assert lends is not None
    assert area is not None
    assert lends.codes() == ("yes", "weekly", "no")
    assert lends.concepts[1].broader == "yes"
    assert lends.concepts[1].label.de == "jede Woche\nund öfter"
    assert [each.place.row for each in lends.concepts] == [2, 3, 4]
    assert [(each.relation, str(each.target)) for each in area.concepts[0].matches] == [
        ("exactMatch", "https://example.org/town"),
        ("exactMatch", "https://example.com/town"),
    ]


def test_the_generic_code_lists_in_use_are_part_of_the_study(minimal: Study) -> None:
    generic = [each.id for each in minimal.code_lists if each.generic]
    assert generic == ["quantity", "unit", "base-status", "exactness", "origin", "status"]
    quantity = minimal.code_list("quantity")
    assert quantity is not None
    assert {each.code: str(each.unit).rsplit("/", 1)[-1] for each in quantity.concepts} == {
        "share": "PERCENT",
        "share-from-counts": "PERCENT",
        "count": "NUM",
        "change": "ns#PercentagePoint",
    }


def test_a_structure_holds_dimensions_measures_and_attributes_in_order(minimal: Study) -> None:
    dataset = minimal.datasets[0]
    assert [each.component.name for each in dataset.specifications] == [
        *("area", "wave", "lending", "quantity"),
        "value",
        *("unit", "base", "base_size", "base_status", "exactness", "origin", "status", "figure", "formula", "note"),
        *("remark", "form"),
    ]
    assert [each.order for each in dataset.specifications] == list(range(1, 18))
    assert [each.component.name for each in dataset.key()] == ["wave", "lending", "quantity"]
    required = {each.component.name for each in dataset.of_role(Role.ATTRIBUTE) if each.required}
    assert required == {"unit", "exactness", "origin", "status", "form"}


def test_defaults_and_constants_have_no_column(minimal: Study) -> None:
    constants = {
        each.component.name: each.constant
        for dataset in minimal.datasets
        for each in dataset.specifications
        if each.constant is not None
    }
    assert constants == {"area": "town", "status": "A", "unit": "count", "exactness": "exact", "origin": "reported"}


def test_components_have_the_kind_that_their_type_or_code_list_says(minimal: Study) -> None:
    kinds = {each.name: (each.kind, each.code_list) for each in minimal.components}
    assert kinds == {
        "wave": (Kind.CODE, "wave"),
        "lending": (Kind.CODE, "lends"),
        "year": (Kind.YEAR, None),
        "visits": (Kind.INTEGER, None),
        "hours": (Kind.NUMBER, None),
        "remark": (Kind.BILINGUAL, None),
        "form": (Kind.TEXT, None),
    }
    assert str(minimal.components[0].super_property) == "http://purl.org/linked-data/sdmx/2009/dimension#refPeriod"
    area = minimal.datasets[0].specification("area")
    assert area is not None
    assert (area.component.kind, area.component.code_list) == (Kind.CODE, "area")


def test_partitions_and_slices_are_read(minimal: Study) -> None:
    dataset = minimal.datasets[0]
    assert dataset.slice_by == ("wave",)
    place = dataset.partitions[0].place
    assert dataset.partitions == (Partition("lending", ("yes", "no"), (("wave", "2020"),), place),)
    assert str(place) == "study.toml:90"


def test_rows_are_numbered_as_records_and_cells_are_trimmed(minimal: Study) -> None:
    connection = minimal.tables.connection
    assert connection.execute("SELECT _row, figure, value, note_de, base_size FROM lending").fetchall() == [
        (2, "A1", "80", None, "120"),
        (3, "A2", "40", "Zwei\nZeilen", "120"),
        (4, "A3", "66.7", None, "120"),
        (5, "A4", "-5", None, None),
    ]


def test_a_table_with_several_measures_and_semicolons_is_read(minimal: Study) -> None:
    assert minimal.tables.columns("use") == ("year", "measure", "value")
    assert minimal.tables.connection.execute('FROM "use"').fetchall() == [
        (2, "2020", "visits", "1000"),
        (3, "2020", "hours", "12"),
    ]


def test_evidence_leads_to_its_observation_and_to_its_place_in_the_source(minimal: Study) -> None:
    support, statement = minimal.evidence[:2]
    observation = "https://example.org/data/minimal/lending/observation/2020/yes/count"
    assert str(support.observation) == observation
    assert str(support.iri) == f"{observation}#evidence-S1"
    assert (support.token, support.span, support.sentence) == ("80", Span(10, 12), Span(0, 20))
    assert support.quote == "80 Bibliotheken"
    assert str(statement.iri) == f"{observation}#statement-S2"
    assert (statement.differs, statement.stated, statement.exactness, statement.id) == (
        True,
        "die meisten",
        "number-word",
        "V1",
    )


def test_sources_are_read(minimal: Study) -> None:
    first, second = minimal.sources
    assert first.digest == "0123456789abcdef" * 4
    assert (first.length, first.quotable, second.quotable, second.copy_of) == (100, True, False, "S1")


def test_a_file_that_excel_wrote_is_read_all_the_same(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path)
    for file in ("tables/lending.csv", "codes/lending.csv", "sources.csv"):
        text = folder.text(file).replace(",", ";").replace("80;", "80\u00a0;").replace("\n", "\r\n")
        folder.put(file, b"\xef\xbb\xbf" + text.encode() + b";;;\r\n\r\n")
    with read_study(folder.path).tables as tables:
        assert tables.connection.execute("SELECT _row, value FROM lending").fetchall()[0] == (2, "80")


def test_the_name_of_the_folder_is_the_id_by_default(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit("study.toml", 'id = "minimal"\n', "")
    study = read_study(folder.path)
    study.tables.close()
    assert study.id == "minimal"


def test_blank_rows_count_but_are_no_rows(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit("tables/lending.csv", "A3,", "\n\n,,,,,,,,,,,,,,,\nA3,")
    study = read_study(folder.path)
    with study.tables as tables:
        assert [row for (row,) in tables.connection.execute("SELECT _row FROM lending").fetchall()] == [2, 3, 7, 8]


def test_a_table_in_a_folder_called_like_a_pattern_is_read(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path)
    odd = tmp_path / "we[i]rd*dir?'s"
    folder.path.rename(odd)
    with read_study(odd).tables as tables:
        assert tables.connection.execute("SELECT count(*) FROM lending").fetchall() == [(4,)]


def test_reading_a_study_with_problems_raises_all_of_them(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path)
    folder.edit("study.toml", 'version = "1.0.0"', "version = 1")
    folder.edit("sources.csv", "2020-05-17", "2020-15-17").edit("tables/lending.csv", "gut", "=1+1")
    with pytest.raises(StudyError) as raised:
        read_study(folder.path)
    assert [each.code for each in raised.value.problems] == ["wrong-datatype", "wrong-type", "formula-cell"]


def test_a_warning_keeps_no_study_from_being_read(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).put("tables/forgotten.csv", "a\n1\n")
    problems = folder.problems()
    assert [(str(each.place), each.code, each.severity) for each in problems] == [
        ("tables/forgotten.csv", "unused-file", Severity.WARNING)
    ]
    with read_study(folder.path).tables:
        pass


def test_a_study_with_faults_is_built_as_whole_as_it_can_be(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit("study.toml", 'base = "https://example.org/data/"', "")
    folder.edit("tables/lending.csv", ",value,", ",wert,").remove("tables/use.csv")
    study, problems = read_folder(folder.path)
    assert study is not None
    with study.tables as tables:
        assert {each.code for each in problems} == {"missing-key", "missing-column", "missing-file", "unknown-column"}
        assert tables.connection.execute("SELECT count(*), count(value) FROM lending").fetchall() == [(4, 0)]
        assert "value" not in tables.columns("lending")
        assert tables.connection.execute('SELECT count(value) FROM "use"').fetchall() == [(0,)]
