"""A small published folder with one shape, served so that it can be written to."""

import hashlib
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient

from kgsm.app import Writing, create_app
from kgsm.limits import Limits
from kgsm.manifest import MANIFEST, Manifest, PublishedFile, dump
from tests.serving import Client

BASE: Final = "http://base.example/"
TOKEN: Final = "a-token-that-nobody-guesses"  # noqa: S105 - for tests
THINGS: Final = f'<{BASE}a> <{BASE}name> "A" .\n<{BASE}a> <{BASE}size> "3"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
SHAPE: Final = f"""<{BASE}Named> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/shacl#NodeShape> .
<{BASE}Named> <http://www.w3.org/ns/shacl#targetSubjectsOf> <{BASE}size> .
<{BASE}Named> <http://www.w3.org/ns/shacl#property> <{BASE}Named-name> .
<{BASE}Named-name> <http://www.w3.org/ns/shacl#path> <{BASE}name> .
<{BASE}Named-name> <http://www.w3.org/ns/shacl#minCount> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""


def publish_things(folder: Path) -> Path:
    files = []
    for path, graph, content in (("things.nt", f"{BASE}things", THINGS), ("shapes.nt", f"{BASE}shapes", SHAPE)):
        folder.mkdir(exist_ok=True)
        (folder / path).write_text(content)
        digest = hashlib.sha256(content.encode()).hexdigest()
        files.append(PublishedFile(path, len(content), digest, "application/n-triples", content.count("\n"), graph))
    (folder / MANIFEST).write_text(dump(Manifest(BASE, (), tuple(files))))
    return folder


def writable(folder: Path, state: Path) -> FlaskClient:
    app = create_app(folder, limits=Limits(public=1, own=1), writing=Writing(state, TOKEN))
    app.test_client_class = Client
    return app.test_client()
