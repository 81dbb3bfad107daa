"""docs/serving.md is true: its queries, options, addresses, defaults and its nginx and systemd examples."""

import configparser
import json
import re
import shutil
import subprocess
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

import click
import pytest
from flask.testing import FlaskClient

from kgsm.cli.push import command as push
from kgsm.cli.serve import command
from kgsm.limits import Limits
from kgsm.serve.examples import EXAMPLES
from kgsm.serve.negotiate import ANSWERED_GRAPHS, ROWS
from kgsm.serve.pages.about import STATUSES
from kgsm.store import federated
from kgsm.store.push import PIECE
from kgsm.store.written import SECONDS
from tests.test_serve_server import free_port, get, served, wait_for

TEXT = (Path(__file__).parent.parent / "docs" / "serving.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_gallery_is_that_of_the_page() -> None:
    assert [each.strip() for each in blocks("sparql")] == [each.strip() for each in EXAMPLES.values()]


def test_every_option_named_is_one_of_the_command_with_the_default_named() -> None:
    params = [*push.params, *command.params]
    options = {name: each for each in params if isinstance(each, click.Option) for name in each.opts}
    for name in re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT):
        assert name in options, name
    for name, variable, default in re.findall(r"^\| `(--[\w-]+)`, `(KGSM_\w+)` \| (\d+)", TEXT, re.MULTILINE):
        assert options[name].envvar == variable
        assert float(default) == float(options[name].default)  # type: ignore[arg-type]
    assert f"{Limits().waiting} others wait up to {Limits().patience} seconds" in TEXT


def test_statuses_and_formats_are_those_of_the_server() -> None:
    named = {int(each) for row in re.findall(r"^\| ([\d, ]+) \|", TEXT, re.MULTILINE) for each in row.split(", ")}
    assert named <= set(STATUSES)
    formats = re.search(r"\?format=([a-z|]+)`", TEXT)
    assert formats
    assert formats[1].split("|") == [*(each.name for each in (*ROWS, *ANSWERED_GRAPHS)), "html"]


def test_the_addresses_answer(client: FlaskClient) -> None:
    for path in ("/sparql", "/sparql/graphs?default", "/.well-known/void", "/health"):
        assert f"`{path.partition('?')[0]}" in TEXT
        assert client.get(path).status_code == 200


def test_the_service_is_a_unit_that_systemd_can_read(tmp_path: Path) -> None:
    (unit,) = blocks("ini")
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.read_string(unit)
    assert parser.sections() == ["Unit", "Service", "Install"]
    analyze = shutil.which("systemd-analyze")
    if analyze:
        path = tmp_path / "kgsm.service"
        path.write_text(unit.replace("/opt/kgsm/bin/kgsm", "/bin/true"))
        done = subprocess.run([analyze, "verify", str(path)], capture_output=True, text=True, check=False, timeout=60)
        assert "Unknown" not in done.stderr


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_the_server_works_behind_nginx_as_in_the_example(published: Path, tmp_path: Path) -> None:
    (config,) = blocks("nginx")
    front = free_port()
    with served(published, "--behind-proxy", "--metrics", "--workers", "1", "--answer-limit", "8") as (_, port):
        config = config.replace("listen 443 ssl", f"listen 127.0.0.1:{front}").replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        places = "".join(
            f"{each}_temp_path {tmp_path}/{each}; " for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        path = tmp_path / "nginx.conf"
        path.write_text(
            f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; daemon off; worker_processes 1; events {{}} "
            f"http {{ access_log off; {places} {config} }}"
        )
        nginx = subprocess.Popen(["nginx", "-c", str(path)], stderr=subprocess.DEVNULL)
        try:
            wait_for(front)
            asked = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 30")
            status, headers, body = get(front, asked)
            assert (status, len(json.loads(body)["results"]["bindings"])) == (200, 30)
            assert get(front, asked, If_None_Match=headers["etag"])[0] == 304
            assert get(front, asked, Accept_Encoding="br")[1]["content-encoding"] == "br"
            assert get(front, "/muster/use.csv", Range="bytes=0-3")[2] == b"wave"
            assert "http://data.example/" in get(front, "/sparql", Accept="text/html", Host="data.example")[2].decode()
            assert get(front, "/metrics")[0] == 404
            with pytest.raises((HTTPException, OSError)):  # what breaks off behind nginx breaks off before it
                get(front, "/sparql?query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
        finally:
            nginx.terminate()
            nginx.wait(60)


def test_the_limits_of_service_and_of_writing_are_those_of_the_code() -> None:
    for number in (federated.BLOCK, federated.MOST_BINDINGS, federated.MOST_ROWS, federated.LONGEST):
        assert f"{number:,}" in TEXT
    assert f"{federated.ROOM // 1_000_000} MB and" in TEXT
    assert f"{SECONDS:g} seconds" in TEXT
    assert f"requests of {PIECE // 1_000_000} MB" in TEXT
