"""Which format and which language an answer has."""

import pytest

from kgsm.serve.negotiate import GRAPHS, HTML, PAGE, ROWS, acceptable, by_suffix, language, named

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (BROWSER, "html"),
        ("*/*", "html"),
        (None, "html"),
        ("", "html"),
        (RDFLIB, "rdf"),
        (JENA, "ttl"),
        ("text/html;q=0, text/turtle", "ttl"),
        ("text/html;q=0, */*", "ttl"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("text/turtle; charset=utf-8", "ttl"),
        ("TEXT/Turtle", "ttl"),
        ("application/json", "jsonld"),
        ("application/xml", "rdf"),
        ("text/turtle, text/html", "html"),
        ("text/turtle, */*", "ttl"),
        ("text/*;q=0.5, application/ld+json;q=0.4", "html"),
        ("application/n-triples;q=0.5, text/turtle;q=0.4", "nt"),
        ("image/png", None),
        ("text/html;q=0", None),
    ],
)
def test_accept_is_read_as_rfc_9110_says(header: str | None, name: str | None) -> None:
    found = acceptable(header, PAGE)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("header", "name"), [("application/json", "json"), ("application/xml", "xml"), ("*/*", "json"), (None, "json")]
)
def test_at_the_endpoint_json_and_xml_mean_results(header: str | None, name: str) -> None:
    found = acceptable(header, ROWS)
    assert found is not None
    assert found.name == name


def test_nothing_is_offered_where_nothing_is() -> None:
    assert acceptable("*/*", ()) is None
    assert acceptable(None, ()) is None


def test_formats_have_names_aliases_and_media_types() -> None:
    for value, name in (
        ("ttl", "ttl"),
        ("turtle", "ttl"),
        ("text/turtle", "ttl"),
        ("application/ld+json,application/x-json+ld", "jsonld"),
    ):
        found = named([value], GRAPHS)
        assert found is not None
        assert found.name == name
    assert named(["nonsense", "rdf+xml"], GRAPHS) is GRAPHS[3]
    assert named(["nonsense"], PAGE) is None
    assert named(["html"], PAGE) is HTML


def test_a_suffix_is_taken_off_and_names_a_format() -> None:
    assert by_suffix("a/b.ttl", PAGE) == ("a/b", GRAPHS[0])
    assert by_suffix("a/b", PAGE) == ("a/b", None)
    assert by_suffix(".ttl", PAGE) == (".ttl", None)
    assert by_suffix("a/v1.2", PAGE) == ("a/v1.2", None)


@pytest.mark.parametrize(
    ("asked", "header", "expected"),
    [
        (None, None, "de"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "de-AT,de;q=0.9,en;q=0.8", "de"),
        (None, "fr", "de"),
        (None, "fr,en;q=0.1", "en"),
        ("en", "de", "en"),
        ("de", "en", "de"),
        ("EN", "de", "en"),
        ("fr", "de", None),
        ("", "de", None),
    ],
)
def test_the_address_decides_on_the_language_before_the_browser(
    asked: str | None, header: str | None, expected: str | None
) -> None:
    assert language({} if asked is None else {"lang": asked}, header) == expected
