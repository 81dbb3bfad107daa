"""Requests → counts for Prometheus, and lines of JSON: what was asked of which part, never the query nor who asked.

The counts of each process lie in a file that the others read, too: whichever of them is asked answers for all.
"""

import json
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

_PARTS: Final = ("sparql", "health", "metrics", "site")
_CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
_BOUNDS: Final = (0.001, 0.01, 0.1, 1.0, 10.0)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
_FIELDS: Final = (*_CLASSES, *(f"le={bound:g}" for bound in _BOUNDS), "seconds", "bytes")
_CELL: Final = struct.Struct("=d")
_SIZE: Final = _CELL.size * len(_PARTS) * len(_FIELDS)
_LONGEST: Final = 200
_FORWARDED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")

Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Counts:
    """What was answered, by part, status and time. With a `folder`, what all processes that share it answered."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._cells = mmap.mmap(-1, _SIZE)
        if folder:
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with (folder / f"counts-{os.getpid()}").open("w+b") as file:
                    file.truncate(_SIZE)
                    self._cells = mmap.mmap(file.fileno(), _SIZE)
            except OSError:
                self._folder = None

    def add(self, part: str, status: int, seconds: float, size: int) -> None:
        """Count a response."""
        names = [f"{status // 100}xx", *(f"le={bound:g}" for bound in _BOUNDS if seconds <= bound)]
        with self._lock:
            for name, amount in (*((name, 1.0) for name in names), ("seconds", seconds), ("bytes", float(size))):
                place = _place(part, name)
                _CELL.pack_into(self._cells, place, _CELL.unpack_from(self._cells, place)[0] + amount)

    def text(self) -> str:
        """Return the counts as Prometheus reads them (text format 0.0.4)."""
        every = [bytes(self._cells)]
        if self._folder:
            every = [each for each in map(_content, self._folder.glob("counts-*")) if len(each) == _SIZE]

        def total(part: str, name: str) -> float:
            return sum(float(_CELL.unpack_from(each, _place(part, name))[0]) for each in every)

        lines = ["# HELP kgsm_requests_total Requests answered.", "# TYPE kgsm_requests_total counter"]
        lines += [
            f'kgsm_requests_total{{part="{part}",status="{each}"}} {total(part, each):g}'
            for part in _PARTS
            for each in _CLASSES
        ]
        lines += ["# HELP kgsm_response_bytes_total Bytes of the bodies.", "# TYPE kgsm_response_bytes_total counter"]
        lines += [f'kgsm_response_bytes_total{{part="{part}"}} {total(part, "bytes"):.0f}' for part in _PARTS]
        lines += [
            "# HELP kgsm_request_seconds Time from the request to the end of the response.",
            "# TYPE kgsm_request_seconds histogram",
        ]
        for part in _PARTS:
            count = sum(total(part, each) for each in _CLASSES)
            lines += [
                f'kgsm_request_seconds_bucket{{part="{part}",le="{bound:g}"}} {total(part, f"le={bound:g}"):.0f}'
                for bound in _BOUNDS
            ]
            lines.append(f'kgsm_request_seconds_bucket{{part="{part}",le="+Inf"}} {count:.0f}')
            lines.append(f'kgsm_request_seconds_sum{{part="{part}"}} {total(part, "seconds"):.6f}')
            lines.append(f'kgsm_request_seconds_count{{part="{part}"}} {count:.0f}')
        return "\n".join(lines) + "\n"


def _place(part: str, name: str) -> int:
    return _CELL.size * (_PARTS.index(part) * len(_FIELDS) + _FIELDS.index(name))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@dataclass(slots=True)
class _Entry:
    """A request that is being answered."""

    start: float
    part: str
    method: str
    path: str
    status: int = 0
    size: int = 0


class Journal:
    """A WSGI application over another one, which counts and, where there is a `log`, writes a line for each request."""

    def __init__(self, app: App, counts: Counts | None, log: TextIO | None) -> None:
        self._app = app
        self._counts = counts
        self._log = log

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333). /metrics is for this machine alone, and not for those a proxy speaks for."""
        path = environ["PATH_INFO"]
        entry = _Entry(time.perf_counter(), _part(path), environ["REQUEST_METHOD"], path)

        def noted(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            entry.status = int(status[:3])
            return start_response(status, headers, *more)

        if self._counts and path == "/metrics" and _is_near(environ):
            body = self._counts.text().encode()
            noted(
                "200 OK",
                [
                    ("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                    ("Content-Length", str(len(body))),
                    ("Cache-Control", "no-store"),
                ],
            )
            answer: Iterable[bytes] = [body]
        else:
            answer = self._app(environ, noted)
        if isinstance(answer, list):
            entry.size = sum(map(len, answer))
            self._end(entry)
            return answer
        return _Watched(answer, entry, self._end)

    def _end(self, entry: _Entry) -> None:
        seconds = time.perf_counter() - entry.start
        if self._counts:
            self._counts.add(entry.part, entry.status, seconds, entry.size)
        if self._log:
            line = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "method": entry.method if entry.method in _METHODS else "other",
                "path": entry.path[:_LONGEST],
                "status": entry.status,
                "bytes": entry.size,
                "seconds": round(seconds, 6),
            }
            # ASCII only: nothing that a client sends ends a line or moves a terminal's cursor.
            self._log.write(json.dumps(line, ensure_ascii=True) + "\n")
            self._log.flush()


def _part(path: str) -> str:
    if path.startswith("/sparql"):
        return "sparql"
    return path[1:] if path in {"/health", "/metrics"} else "site"


def _is_near(environ: dict[str, Any]) -> bool:
    return environ.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not any(each in environ for each in _FORWARDED)


class _Watched:
    """A body whose bytes are counted on their way."""

    def __init__(self, body: Iterable[bytes], entry: _Entry, end: Callable[[_Entry], None]) -> None:
        self._body = body
        self._entry = entry
        self._end: Callable[[_Entry], None] | None = end

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            self._entry.size += len(piece)
            yield piece

    def close(self) -> None:
        """Close the body, once."""
        end, self._end = self._end, None
        if end:
            close = getattr(self._body, "close", None)
            if close:
                close()
            end(self._entry)

    def __del__(self) -> None:
        self.close()
