"""kgsm serve: published folder -> a web server."""

import socket
from functools import partial
from pathlib import Path
from typing import Final

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kgsm import home
from kgsm.app import create_app
from kgsm.cli.verb import Exit, verb
from kgsm.manifest import read_manifest
from kgsm.text import Text

_SERVING: Final = Text(
    de="{folder} steht auf {address} bereit (Strg-C beendet).",
    en="Serving {folder} on {address} (Ctrl-C stops).",
)
