"""The port to the exchange, in our words. Features know it and never what lies behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.exchange.messages import Answer, Question

TIMED_OUT, UNREACHABLE, REFUSED = "timed_out", "unreachable", "refused"
THROTTLED, UNREADABLE, ALREADY_EXISTS = "throttled", "unreadable", "already_exists"
UNFIT, SIGN_IN = "unfit", "sign_in"
# Of UNFIT: practised bytes at a live exchange, or real ones at a simulated one.
OTHER_LINE = "other_line"

AS_IT_STANDS, NEW_STAMP, KNOWN_ALREADY = "as it stands", "with a new stamp", "known already"


class ExchangeError(Exception):
    """The one thing that goes wrong at the edge.

    `kind`: timed_out (sent, fate unknown), unreachable (it was not taken in), refused, throttled,
    sign_in (our account is refused), unfit (our own message is not valid and did not leave),
    unreadable, already_exists. `retry_after` in seconds, where the other end asked for a pause.
    """

    def __init__(
        self, kind: str, *, retryable: bool, code: str = "", text: str = "",
        retry_after: float | None = None, raw: bytes = b"",
    ) -> None:  # fmt: skip
        super().__init__(f"{kind} {code}".strip())
        self.kind, self.retryable, self.code, self.text = kind, retryable, code, text
        self.retry_after, self.raw = retry_after, raw

    @property
    def may_have_arrived(self) -> bool:
        """True when bytes left and nobody knows what became of them."""
        return self.kind == TIMED_OUT


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """The exact bytes of one message, and the names by which its answer will be known."""

    body: bytes
    bundle_id: str
    header_id: str
    focal_identifier: str


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """With which account of the exchange a tenant speaks, and whether what it says is practised or real.

    A live exchange refuses to carry what is practised, and a simulated one what is real.
    `rehearsal` names the rehearsal since practice last began again, so that a simulated one remembers no earlier one.
    """

    tenant: str
    client_id: str
    client_secret: str = field(repr=False)
    practice: bool = True
    rehearsal: str = ""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What came back over the wire, unread."""

    body: bytes
    status: int
    seconds: float
    retry_after: float | None = None


@dataclass(frozen=True, kw_only=True)
class Inner:
    """A message found inside another one: its own exact bytes."""

    body: bytes


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One message of theirs, read. `response_to` names our message, `about` its focal identifier.

    `about_kind` is the kind of message that bore that identifier, where it is told.
    `receiver` is the licence of whom it is for, where it says so.
    `again` tells what the profile allows after a refusal: to send the same bytes again
    (AS_IT_STANDS), to stamp the message anew because it certainly was not taken in (NEW_STAMP), or
    to ask for its status because it is there (KNOWN_ALREADY).
    """

    kind: str
    event: str
    header_id: str
    response_to: str
    about: str
    answer: Answer
    inner: tuple[Inner, ...] = ()
    again: str = ""
    receiver: str = ""
    about_kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What an exchange takes: bytes of a message and of a file, files in a message, media types.

    `png_as_jpeg`: whether a PNG it does not take may go as JPEG.
    """

    message_bytes: int
    file_bytes: int
    files: int
    content_types: tuple[str, ...]
    png_as_jpeg: bool = False


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How patient to be with an exchange. Seconds, unless the name says otherwise.

    `batch_messages`: how many claims of a batch may lie queued for one insurer at a time.
    """

    first_pause: int
    longest_pause: int
    losses_before_held: int
    breaker_failures: int
    breaker_pause: int
    clock_tolerance: int
    poll_count: int
    poll_every: int
    poll_idle_every: int
    batch_messages: int


class ExchangeGateway(Protocol):
    """What an exchange can do for us. One implementation per exchange."""

    @property
    def name(self) -> str:
        """The profile's name."""

    @property
    def is_live(self) -> bool:
        """Whether real insurers stand behind it."""

    @property
    def manner(self) -> Manner:
        """How patient to be with it."""

    @property
    def limits(self) -> Limits:
        """What it takes."""

    @property
    def has_prescriptions(self) -> bool:
        """Whether prescriptions lie there, to be taken up."""

    def compose(self, message: Question) -> Envelope:
        """The exact bytes of a message; composed once, never again."""

    def stamp_anew(self, body: bytes) -> bytes:
        """The same message, stamped now; only for one that certainly was not taken in."""

    def deliver(self, body: bytes, credentials: Credentials) -> Delivery:
        """Send the bytes and bring back the answer unread; raises ExchangeError."""

    def read(self, body: bytes) -> Reading:
        """Read one message of theirs; raises ExchangeError(unreadable)."""

    def fingerprint(self, body: bytes) -> str:
        """By what the same message is known when it comes twice; works on anything."""

    def legible(self, body: bytes) -> str:
        """The bytes laid out for a person; works on anything."""

    def ping(self, credentials: Credentials) -> float:
        """Sign in at the exchange; seconds it took. Raises ExchangeError."""
