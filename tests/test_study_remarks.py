"""What the check remarks of a study stands on its page, with the places it concerns."""

import pytest

from kgsm import home
from kgsm.store import open_store
from tests.html_check import Page
from tests.serving import client_of


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("de", "Keine Quelle sagt, wovon dieser Anteil ein Anteil ist"), ("en", "No source says what this share is a share of")],
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
