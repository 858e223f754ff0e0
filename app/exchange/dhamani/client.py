"""The socket to the exchange: signing in, sending, and every way in which that goes wrong."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

from app.exchange.dhamani.encoding import Unreadable, loads
from app.exchange.dhamani.profile import Profile
from app.exchange.gateway import (
    SIGN_IN,
    TIMED_OUT,
    UNREACHABLE,
    UNREADABLE,
    Credentials,
    Delivery,
    ExchangeError,
)
from app.kernel import failpoints

log = logging.getLogger(__name__)

TOKEN_MARGIN_SECONDS = 30
LARGEST_TOKEN_BYTES = 20_000
PIECE = 16_384

# Places on the wire where a test may cut the power, by the event that has just happened.
PLACES = {
    "connection.connect_tcp.started": "K7",
    "http11.send_request_body.complete": "K9",
    "http11.receive_response_headers.complete": "K10",
}


@dataclass(frozen=True, repr=False)
class Token:
    """A bearer token and the monotonic second until which it is used."""

    value: str
    until: float


class Line:
    """One exchange's HTTP: keeps connections and tokens, follows no redirect, reads no further than allowed."""

    def __init__(self, profile: Profile, base_url: str) -> None:
        transport = profile.transport
        self._profile, self._base = profile, base_url
        self._tokens: dict[tuple[str, str], Token] = {}
        self._lock = threading.Lock()
        self._client = httpx.Client(
            timeout=httpx.Timeout(transport.answer_seconds, connect=transport.connect_seconds),
            follow_redirects=False,
            trust_env=False,
            verify=_trust(profile),
            # A kept connection that died in the meantime looks like a lost answer; a claim is rare
            # enough to be worth a fresh one.
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=0),
        )

    def close(self) -> None:
        self._client.close()

    def sign_in(self, credentials: Credentials) -> None:
        """Fetch a fresh token; raises ExchangeError."""
        self._tokens.pop((credentials.tenant, credentials.client_id), None)
        self._token(credentials)

    def post(self, body: bytes, credentials: Credentials) -> Delivery:
        """Send a message and read the answer; raises ExchangeError where none came."""
        started = time.monotonic()
        status, headers, answer = self._post(body, credentials)
        if status == httpx.codes.UNAUTHORIZED and self._profile.transport.authentication != "none":
            # The token ran out on the way: a fresh one, once.
            self.sign_in(credentials)
            status, headers, answer = self._post(body, credentials)
        seconds = time.monotonic() - started
        log.info("exchange answered %s in %.3f s, %d bytes", status, seconds, len(answer))
        return Delivery(
            body=answer,
            status=status,
            seconds=seconds,
            retry_after=_pause(headers.get("retry-after")),
        )

    def _post(self, body: bytes, credentials: Credentials) -> tuple[int, httpx.Headers, bytes]:
        transport = self._profile.transport
        headers = {
            "Content-Type": transport.content_type,
            "Accept": transport.content_type,
            "Content-Length": str(len(body)),
        }
        if token := self._token(credentials):
            headers["Authorization"] = f"Bearer {token}"
        if transport.rehearsal_header and credentials.practice and credentials.rehearsal:
            headers[transport.rehearsal_header] = credentials.rehearsal
        return self._exchange(
            transport.process_path, transport.largest_answer_bytes, headers=headers,
            content=_in_halves(body), trace=True,
        )  # fmt: skip

    def _exchange(
        self, path: str, limit: int, *, trace: bool = False, **request: Any
    ) -> tuple[int, httpx.Headers, bytes]:
        """One request and its whole answer, within the answer's time and size."""
        deadline = time.monotonic() + self._profile.transport.answer_seconds
        extensions = {"trace": _reach} if trace else {}
        url = f"{self._base}{path}"
        try:
            with self._client.stream("POST", url, extensions=extensions, **request) as response:
                return response.status_code, response.headers, _read(response, limit, deadline)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ExchangeError(UNREACHABLE, retryable=True, code="unreachable") from error
        except httpx.UnsupportedProtocol as error:
            raise ExchangeError(UNREACHABLE, retryable=True, code="address") from error
        except httpx.HTTPError as error:
            # Bytes left; whether they arrived, nobody knows.
            raise ExchangeError(TIMED_OUT, retryable=True, code=_name(error)) from error

    def _token(self, credentials: Credentials) -> str:
        if self._profile.transport.authentication == "none":
            return ""
        key = (credentials.tenant, credentials.client_id)
        known = self._tokens.get(key)
        if known is not None and known.until > time.monotonic():
            return known.value
        with self._lock:
            fresh = self._fetch_token(credentials)
            self._tokens[key] = fresh
        return fresh.value

    def _fetch_token(self, credentials: Credentials) -> Token:
        form = {"grant_type": "client_credentials"}
        request: dict[str, Any] = {"data": form}
        if self._profile.transport.authentication == "basic":
            request["auth"] = (credentials.client_id, credentials.client_secret)
        else:
            form |= {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
        try:
            status, headers, body = self._exchange(
                self._profile.transport.token_path, LARGEST_TOKEN_BYTES, **request
            )
        except ExchangeError as error:
            # Whatever became of the asking for a token: the message itself did not leave.
            raise ExchangeError(UNREACHABLE, retryable=True, code=error.code) from error
        if status in (400, 401, 403):
            raise ExchangeError(SIGN_IN, retryable=True, code="sign_in")
        if status != httpx.codes.OK:
            pause = _pause(headers.get("retry-after"))
            raise ExchangeError(UNREACHABLE, retryable=True, code=str(status), retry_after=pause)
        return _token_in(body)


def _token_in(body: bytes) -> Token:
    try:
        found = loads(body)
        value, seconds = found["access_token"], float(found.get("expires_in", 60))
    except (Unreadable, KeyError, TypeError, ValueError) as error:
        raise ExchangeError(UNREACHABLE, retryable=True, code="token") from error
    if not isinstance(value, str) or not value:
        raise ExchangeError(UNREACHABLE, retryable=True, code="token")
    return Token(value, time.monotonic() + max(seconds - TOKEN_MARGIN_SECONDS, 1))


def _trust(profile: Profile) -> ssl.SSLContext:
    """Whose certificate we believe, and ours, where the exchange asks for one."""
    context = ssl.create_default_context(cafile=profile.transport.certificate_authority or None)
    if profile.transport.client_certificate:
        context.load_cert_chain(profile.transport.client_certificate)
    return context


def _in_halves(body: bytes) -> Iterator[bytes]:
    """The body in two pieces, with the place between them where a test may cut the power."""
    half = len(body) // 2
    yield body[:half]
    failpoints.reach("K8")
    yield body[half:]


def _reach(event: str, _details: dict[str, Any]) -> None:
    if event in PLACES:
        failpoints.reach(PLACES[event])


def _read(response: httpx.Response, limit: int, deadline: float) -> bytes:
    """The answer's bytes; raises ExchangeError when it is too long in size or time."""
    found = bytearray()
    for piece in response.iter_bytes(PIECE):
        found += piece
        if len(found) > limit:
            raise ExchangeError(UNREADABLE, retryable=False, code="too_large")
        if time.monotonic() > deadline:
            raise ExchangeError(TIMED_OUT, retryable=True, code="too_slow")
        failpoints.reach("K11")
    return bytes(found)


def _pause(header: str | None) -> float | None:
    """Retry-After in seconds; dates are not waited for."""
    if header and header.strip().isdigit():
        return min(float(header.strip()), 3600)
    return None


def _name(error: Exception) -> str:
    return "timeout" if isinstance(error, httpx.TimeoutException) else "cut_off"
