"""What pages of the first study say in words: remarks, versions, files by dataset; whom to tell of a weakness."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kgsm.serve import create_app
from kgsm.serve.operator import Operator
from kgsm.serve.security import VALID_FOR
from kgsm.sparql import Store
from kgsm.store import open_store
from tests.html_check import Page
from tests.serving import Client

PUBLISHED = Path(__file__).parent.parent / "published"
STUDY = "/kommunen-social-media"
FINDING = f"{STUDY}/use/observation/2013/yes/internal-or-external/share"


@pytest.fixture(scope="module")
def first_store() -> Store:
    return open_store(PUBLISHED)


@pytest.fixture(scope="module")
def client(first_store: Store) -> FlaskClient:
    return _client(first_store, Operator())


def _client(store: Store, operator: Operator) -> FlaskClient:
    app = create_app(PUBLISHED, store, operator=operator)
    app.test_client_class = Client
    return app.test_client()


def page(client: FlaskClient, path: str, language: str = "de") -> Page:
    return Page(client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).text)


# Versions


@pytest.mark.parametrize("path", [STUDY, f"{STUDY}/use", FINDING, f"{STUDY}/code/use", f"{STUDY}/source/S02"])
@pytest.mark.parametrize(
    ("language", "edition"),
    [("de", r"Version 1\.0\.0, Stand \d+\. \w+ \d{4}"), ("en", r"Version 1\.0\.0, as of \d+ \w+ \d{4}")],
)
def test_a_page_says_of_which_version_and_date_it_is_also_in_print(
    client: FlaskClient, path: str, language: str, edition: str
) -> None:
    shown = page(client, path, language)
    (footer,) = shown.all("footer")
    assert re.search(edition, footer.text)
    (printed,) = [each for each in shown.all("p") if each.attributes.get("class") == "printed"]
    assert re.search(edition, printed.text)
    assert "https://w3id.org/kgsm/kommunen-social-media" in printed.text
    order = [each for each in shown.elements if each in (shown.one("h1"), printed)]
    assert order == [shown.one("h1"), printed]


def test_a_page_of_no_study_has_the_latest_date_and_an_error_asks_nobody(client: FlaskClient) -> None:
    (footer,) = page(client, "/about").all("footer")
    assert re.search(r"Stand \d+\. \w+ \d{4}", footer.text)
    assert "Version" not in footer.text
    (footer,) = page(client, "/nothing").all("footer")
    assert "Stand" not in footer.text


# Remarks and files


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Zahlen stehen in nur einer Quelle"), ("en", "figures stand in one source only")]
)
def test_remarks_are_said_in_words_with_what_they_concern_and_the_place(client: FlaskClient, language: str, said: str) -> None:
    shown = page(client, STUDY, language)
    (section,) = [each for each in shown.all("section") if each.attributes.get("aria-labelledby") == "remarks"]
    assert said in section.text
    for word in ("base_status", "exact_match", "not-stated"):
        assert word not in section.text
    place = {"de": r"evidence\.csv, Zeile \d+", "en": r"evidence\.csv, line \d+"}[language]
    assert re.search(place, section.text)
    assert FINDING.replace("2013/yes/internal-or-external", "2016/yes/external") in [
        each.attributes.get("href", "").partition("?")[0] for each in shown.all("a")
    ]


def test_each_file_of_the_release_stands_once_among_the_downloads(client: FlaskClient) -> None:
    links = [each for each in page(client, "/download").links() if each.startswith(f"{STUDY}/")]
    files = [
        f"/{each.path}" for each in client.application.extensions["kgsm"].manifest.files if each.path.startswith(STUDY[1:])
    ]
    assert sorted(links) == sorted(files)
    whole = page(client, STUDY).links()
    assert f"{STUDY}/alles.zip" in whole
    assert f"{STUDY}/use/rows.parquet" not in whole
    assert f"{STUDY}/use/rows.parquet" in links


# RFC 9116


def test_the_operator_is_told_of_weaknesses_or_else_whom_the_studies_name(client: FlaskClient, first_store: Store) -> None:
    of_studies = client.get("/.well-known/security.txt")
    assert of_studies.mimetype == "text/plain"
    assert "\r\nExpires: " in of_studies.text
    assert of_studies.text.startswith("Contact: https://")
    text = _client(first_store, Operator(email="web@city.example")).get("/.well-known/security.txt").text
    assert text.startswith("Contact: mailto:web@city.example\r\n")
    (end,) = re.findall(r"^Expires: (.+Z)\r$", text, re.MULTILINE)
    left = datetime.fromisoformat(end) - datetime.now(UTC)
    assert VALID_FOR - timedelta(days=2) < left <= VALID_FOR
    assert text.endswith("Preferred-Languages: de, en\r\n")


def test_an_address_that_is_no_contact_is_left_out(first_store: Store) -> None:
    for email in ("http://plain.example", "no address", "evil@x.example\r\nContact: mailto:other@x.example"):
        response = _client(first_store, Operator(email=email)).get("/.well-known/security.txt")
        assert response.status_code == 404, email
