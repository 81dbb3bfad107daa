"""What the check remarks of a study stands on its page, with the places it concerns."""

import pytest

from kgsm import home
from kgsm.store import open_store
from tests.html_check import Page
from tests.serving import client_of


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Anteilen sagt keine Quelle, worauf sie sich beziehen."),
        ("en", "shares, no source says what they are shares of."),
    ],
)
def test_the_remarks_of_the_report_stand_on_the_page_of_the_study(language: str, sentence: str) -> None:
    published = home.published()
    client = client_of(published, open_store(published))
    headers = {"Accept": "text/html", "Accept-Language": language}
    page = Page(client.get("/kommunen-social-media", headers=headers).text)
    remarks = next(each for each in page.all("section") if each.attributes.get("aria-labelledby") == "remarks")
    assert sentence in remarks.text
    result = client.get("/kommunen-social-media/remarks/result-1", headers={"Accept": "application/n-triples"})
    assert (result.status_code, b"#ValidationResult> ." in result.data) == (200, True)


@pytest.mark.parametrize(
    ("language", "answered", "asked"),
    [
        ("de", "318 von rund 1.600 (2013)", "rund 1.600 (2013)"),
        ("en", "318 of about 1,600 (2013)", "about 1,600 (2013)"),
    ],
)
def test_how_many_were_asked_stands_beside_how_many_answered(language: str, answered: str, asked: str) -> None:
    published = home.published()
    client = client_of(published, open_store(published))
    for path in ("/kommunen-social-media", "/kommunen-social-media/use"):
        page = Page(client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).text)
        links = {each.text: each.attributes["href"] for each in page.all("a")}
        assert links[answered] == "/kommunen-social-media/fieldwork/observation/2013/responded/count"
        assert links[asked] == "/kommunen-social-media/fieldwork/observation/2013/invited/count"
    of_2016 = Page(client.get("/kommunen-social-media/reasons-for-non-use", headers={"Accept": "text/html"}).text)
    counts = [each.text for each in of_2016.all("a") if each.text.endswith("(2016)") or each.text.endswith("(2013)")]
    assert counts == ["332 (2016)"]


def test_the_home_page_shows_findings_in_the_order_of_the_study() -> None:
    published = home.published()
    page = Page(client_of(published, open_store(published)).get("/", headers={"Accept": "text/html"}).text)
    (chosen,) = (each for each in page.all("ul") if each.attributes.get("class") == "highlights")
    shown = [each for each in page.links() if "/observation/" in each]
    assert [each.split("/")[2] for each in shown] == ["use", "strategy", "reasons-for-non-use"]
    assert "54" in chosen.text


def test_where_a_remark_stands_is_told_and_leads_nowhere() -> None:
    published = home.published()
    client = client_of(published, open_store(published))
    told = []
    for number in (1, 20, 40):
        page = Page(client.get(f"/kommunen-social-media/remarks/result-{number}", headers={"Accept": "text/html"}).text)
        assert not [each for each in page.links() if each.partition("#")[0].endswith((".csv", ".toml"))]
        assert page.one("h1").text.endswith((".", ")"))
        told += [each.text for each in page.all("code") if each.text.partition(":")[0].endswith((".csv", ".toml"))]
    assert [each.rpartition(":")[0] for each in told] == ["evidence.csv", "study.toml", "tables/strategy.csv"]
