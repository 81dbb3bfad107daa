"""The picture of a dataset's bars: as long as the numbers, with base, exactness and source in it, and safe wherever it is shown."""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from kgsm import create_app
from kgsm.serve.pages.picture import _clean

ROOT: Final = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"
USE, STRATEGY = "/kommunen-social-media/use.svg", "/kommunen-social-media/strategy.svg"


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return create_app(ROOT / "published").test_client()


def picture(site: FlaskClient, address: str) -> ET.Element:
    response = site.get(address)
    assert (response.status_code, response.content_type) == (200, "image/svg+xml")
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    return ET.fromstring(response.data)  # noqa: S314 - our own


def texts(drawn: ET.Element) -> list[str]:
    return [each.text or "" for each in drawn.iter(f"{SVG}text")]


def test_a_bar_is_as_long_as_its_number_and_the_track_as_a_hundred(site: FlaskClient) -> None:
    drawn = picture(site, f"{USE}?wave=2013&quantity=share&lang=de")
    shares = [float(each.removesuffix("\u00a0%").replace(",", ".")) for each in texts(drawn) if each.endswith("\u00a0%")]
    _, *bars = drawn.findall(f"{SVG}rect")
    tracks, lengths = bars[0::2], bars[1::2]
    assert shares == [54, 46]
    assert {each.get("width") for each in tracks} == {"390"}
    assert [float(each.get("width", "")) for each in lengths] == pytest.approx([390 * each / 100 for each in shares])


def test_a_picture_says_of_whom_how_exact_whose_and_from_where(site: FlaskClient) -> None:
    german, english = picture(site, f"{STRATEGY}?lang=de"), picture(site, f"{STRATEGY}?lang=en")
    for drawn, said in ((german, "Basis nicht angegeben"), (english, "base not stated")):
        assert said in texts(drawn)
        assert all(each.get("fill") == "none" for each in drawn.findall(f"{SVG}rect") if each.get("stroke"))
        assert any("https://w3id.org/kgsm/kommunen-social-media/strategy" in each for each in texts(drawn))
        assert "CC-BY 4.0" in texts(drawn)
    assert german.get("lang") == "de"
    assert english.get("lang") == "en"


def test_a_picture_asks_nobody_for_anything_and_needs_no_style_or_script(site: FlaskClient) -> None:
    drawn = picture(site, USE)
    assert {each.tag.removeprefix(SVG) for each in drawn.iter()} <= {"svg", "title", "desc", "defs", "pattern", "rect", "text"}
    assert not [
        name for each in drawn.iter() for name in each.attrib if name == "style" or name.startswith("on") or "href" in name
    ]


def test_no_text_runs_out_of_the_picture(site: FlaskClient) -> None:
    drawn = picture(site, USE)
    for each in drawn.iter(f"{SVG}text"):
        if each.get("text-anchor") != "end":  # a letter is about six tenths of its size wide
            width = float(each.get("font-size", "")) * 0.6 * len(each.text or "")
            assert float(each.get("x", "")) + width <= 880
        assert float(each.get("y", "")) < float(drawn.get("height", ""))


def test_the_page_leads_to_its_picture_as_it_is_chosen(site: FlaskClient) -> None:
    page = site.get("/kommunen-social-media/use?wave=2016&lang=en").get_data(as_text=True)
    (address,) = re.findall(r'href="(/kommunen-social-media/[^"]*\.svg[^"]*)"', page)
    assert address == "/kommunen-social-media/use.svg?wave=2016&amp;lang=en"
    assert "64%" in texts(picture(site, address.replace("&amp;", "&")))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{USE}?lang=xx", 400),
        (f"{USE}?wave=1999", 400),
        (f"{USE}?page=7", 404),
        ("/kommunen-social-media/fieldwork.svg", 404),  # numbers without bars
        ("/kommunen-social-media.svg", 404),
        ("/nothing.svg", 404),
    ],
)
def test_what_has_no_picture_says_so(site: FlaskClient, address: str, status: int) -> None:
    assert site.get(address).status_code == status


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert _clean("a\x00b\x1f<c>\ud800\n") == "a\ufffdb\ufffd<c>\ufffd\n"
