"""How a reply travels, or fails to."""

import json
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from flask import Response, request

from app.sandbox import encoding
from app.sandbox.fields import text_at

_FHIR = "application/fhir+json"
_TRICKLED_BYTES = 120
_HUGE_BYTES = 48 * 1024 * 1024


def send(body: bytes, faults: frozenset[str]) -> Response:
    """The reply as the payer's faults let it through; of several faults the first here wins."""
    for fault, way in _WAYS.items():
        if fault in faults:
            return way(body)
    return _whole(body)


def hang_up() -> Response:
    """Close the connection without a word; where there is no socket to close, 504."""
    _close(_socket())
    return Response(b"", 504, content_type="text/plain", headers={"Connection": "close"})


def plain_json(value: dict[str, Any], status: int) -> Response:
    """A small JSON answer that nobody keeps."""
    return Response(
        json.dumps(value, ensure_ascii=False),
        status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def _whole(body: bytes) -> Response:
    return Response(body, 200, content_type=_FHIR)


def _timed_out(_body: bytes) -> Response:
    return Response(b"", 504, content_type="text/plain")


def _garbage(_body: bytes) -> Response:
    return _whole(b"<html><body>Bad gateway \xff\xfe</body></html>")


def _cut(body: bytes, chunks: Iterator[bytes]) -> Response:
    answer = Response(chunks, 200, content_type=_FHIR)
    answer.headers["Content-Length"] = str(len(body))
    return answer


def _half(body: bytes, closing: socket.socket | None) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _close(closing)


def _trickle(body: bytes, closing: socket.socket | None) -> Iterator[bytes]:
    for index in range(min(len(body), _TRICKLED_BYTES)):
        yield body[index : index + 1]
        time.sleep(1)
    _close(closing)


def _huge() -> Iterator[bytes]:
    block = b" " * 65536
    for _ in range(_HUGE_BYTES // len(block)):
        yield block


def _for_nobody(body: bytes) -> bytes:
    """The reply with the names of a request that was never made."""
    bundle = encoding.loads(body)
    bundle["entry"][0]["resource"].setdefault("response", {})["identifier"] = str(uuid.uuid4())
    for entry in bundle["entry"][1:]:
        if text_at(entry, "resource", "request", "identifier", "value"):
            entry["resource"]["request"]["identifier"]["value"] = f"UNKNOWN-{uuid.uuid4().hex[:8]}"
    return encoding.dumps(bundle)


def _socket() -> socket.socket | None:
    found = request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
    return found if isinstance(found, socket.socket) else None


def _close(open_socket: socket.socket | None) -> None:
    if open_socket is not None:
        # The other side may have been quicker.
        with suppress(OSError):
            open_socket.shutdown(socket.SHUT_RDWR)


_WAYS: dict[str, Callable[[bytes], Response]] = {
    "lost-answer": lambda _body: hang_up(),
    "gateway-timeout": _timed_out,
    "garbage": _garbage,
    "half-answer": lambda body: _cut(body, _half(body, _socket())),
    "trickle": lambda body: _cut(body, _trickle(body, _socket())),
    "huge-answer": lambda _body: Response(_huge(), 200, content_type=_FHIR),
    "wrong-id": lambda body: _whole(_for_nobody(body)),
}
