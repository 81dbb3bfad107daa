"""Starts nginx, Apache and Python's file server over a folder, each on 127.0.0.1, and ends it again."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
APACHE = shutil.which("apache2") or shutil.which("httpd") or shutil.which("apache2", path="/usr/sbin")
MODULES = Path("/usr/lib/apache2/modules")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ask(address: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return what a host answers; a redirect is an answer."""
    opener = urllib.request.build_opener(_Unfollowed)
    try:
        with opener.open(urllib.request.Request(address, headers=dict(headers or {})), timeout=60) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[str]:
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    assert process.poll() is None, log.read_text("utf-8", "replace")
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def nginx(copy: Path, root: Path, room: Path) -> Iterator[str]:
    """Serve `root` by nginx with the rules that lie in `copy`."""
    assert NGINX
    port = free_port()
    places = "".join(f"{each}_temp_path {room};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    own = "user root;\n" if os.getuid() == 0 else ""
    (room / "nginx.conf").write_text(
        f"{own}pid {room}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{places}"
        f"include {copy}/rules/nginx-http.conf;\nserver {{\nlisten 127.0.0.1:{port};\nroot {root};\n"
        f"include {copy}/rules/nginx-server.conf;\n}}\n}}\n",
        encoding="utf-8",
    )
    command = [NGINX, "-c", str(room / "nginx.conf"), "-p", str(room), "-g", "daemon off;"]
    with _running(command, port, room / "log") as address:
        yield address


@contextmanager
def apache(root: Path, room: Path) -> Iterator[str]:
    """Serve `root` by Apache, which reads each .htaccess in it."""
    assert APACHE
    port = free_port()
    loaded = "".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "negotiation", "alias")
    )
    own = "User root\nGroup root\n" if os.getuid() == 0 else ""
    types = room / "mime.types"
    types.write_text("text/html html\n", encoding="utf-8")
    (room / "httpd.conf").write_text(
        f"ServerRoot {room}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {room}/pid\nErrorLog {room}/errors\n{loaded}"
        f"TypesConfig {types}\nDocumentRoot {root}\n"
        f"<Directory {root}>\nAllowOverride All\nOptions FollowSymLinks\nRequire all granted\n</Directory>\n",
        encoding="utf-8",
    )
    command = [APACHE, "-f", str(room / "httpd.conf"), "-D", "FOREGROUND", *(["-D", "BIG_SECURITY_HOLE"] if own else [])]
    with _running(command, port, room / "log") as address:
        yield address


@contextmanager
def files(root: Path, room: Path) -> Iterator[str]:
    """Serve `root` as it is, without any rule."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(root)]
    with _running(command, port, room / "log") as address:
        yield address
