"""The connection profile: what the public record of the exchange does not settle, as typed data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from app.config import WrongSetting
from app.exchange.messages import APPROVAL_KINDS, COMPONENTS

SHELF = Path(__file__).parent / "profiles"

Words = Mapping[str, str]
Part = TypeVar("Part")


@dataclass(frozen=True, kw_only=True)
class Transport:
    """Where and how bytes travel. Seconds and bytes."""

    process_path: str
    token_path: str
    authentication: str
    content_type: str
    connect_seconds: int
    answer_seconds: int
    largest_message_bytes: int
    largest_answer_bytes: int
    client_certificate: str = ""
    certificate_authority: str = ""
    # Where a simulated exchange is told which rehearsal a message belongs to; no live one knows it.
    rehearsal_header: str = ""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Identifier systems and the stems of canonical addresses.

    `approval_number` ends the identifier system under which our approval requests are numbered.
    """

    profile_base: str
    profile_version: str
    terminology_base: str
    payer_licence: str
    provider_licence: str
    practitioner_licence: str
    host: str
    exchange_licence: str
    approval_number: str


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """How the exchange says that it has a message already."""

    status_codes: tuple[int, ...]
    issue_codes: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Retry:
    """What may be sent again as it stands, how soon, and when a person is asked instead.

    A `turned_back` status says that the message was not taken in; after an `unclear` one nobody knows.
    """

    turned_back: tuple[int, ...]
    unclear: tuple[int, ...]
    codes: tuple[str, ...]
    clock_codes: tuple[str, ...]
    first_seconds: int
    cap_seconds: int
    losses_before_held: int


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How far a message's stamp may lie from the exchange's clock."""

    tolerance_seconds: int


@dataclass(frozen=True, kw_only=True)
class Breaker:
    """After so many failures in a row, so long a pause before one message is tried."""

    failures: int
    pause_seconds: int


@dataclass(frozen=True, kw_only=True)
class Poll:
    """How many messages to fetch at once, and how often, with and without an answer awaited."""

    count: int
    seconds: int
    idle_seconds: int


@dataclass(frozen=True, kw_only=True)
class Supporting:
    """What may go with a message: files by size, count and media type, and how a PNG goes; the length of one comment."""

    largest_file_bytes: int
    most_files: int
    content_types: tuple[str, ...]
    png_as_jpeg: bool
    comment_characters: int


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """Where a payer's question says until when it wants an answer; empty for nowhere."""

    deadline: str


@dataclass(frozen=True, kw_only=True)
class Batch:
    """How many claims sent together may lie queued for one insurer before the next ones follow."""

    messages: int


@dataclass(frozen=True, kw_only=True)
class Features:
    """What may be switched."""

    # Real insurers stand behind it: only who is live speaks here, and who practises never does.
    live: bool
    validate_outgoing: bool
    facility_display: bool
    encounter: bool
    # Prescriptions are exchanged (its second phase).
    prescriptions: bool


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One connection profile, read and checked whole."""

    name: str
    transport: Transport
    names: Names
    documents: Mapping[str, tuple[str, str]]
    events: Words
    profiles: Words
    extensions: Words
    payments: Words
    supporting: Supporting
    conversation: Conversation
    repeats: Repeats
    retry: Retry
    clock: Clock
    breaker: Breaker
    poll: Poll
    batch: Batch
    features: Features

    def event(self, meaning: str) -> str:
        """The code of the wire for one of our meanings, e.g. "claim question"."""
        return next(code for code, known in self.events.items() if known == meaning)


# Tables of words and the entries the code asks them for.
TABLES: dict[str, tuple[str, ...]] = {
    "profiles": (
        "Bundle", "MessageHeader", "CoverageEligibilityRequest", "Patient", "Coverage",
        "Practitioner", "Encounter", "Organization prov", "Organization ins", "Task", "Communication",
        *(f"{use} {kind}" for use in ("Claim", "Approval") for kind in APPROVAL_KINDS),
    ),
    "extensions": (
        "tax", "patient_share", "payer_share", "encounter", "eligibility_response", "offline_reference", "offline_on",
        "adjudication_outcome", "reissue_reason", "not_in_force_reason", "component_payment",
        "component_early_payment", "component_fee", "line_payment", "supplied_quantity",
    ),
}  # fmt: skip
MEANINGS = (
    "eligibility question", "eligibility", "approval question", "approval", "claim question", "claim", "cancel question", "cancel",
    "status question", "status", "poll question", "poll", "communication question",
    "acknowledgement", "communication", "payment", "notice", "prescription question", "prescription",
)  # fmt: skip
DOCUMENT_KINDS = ("civil_id", "resident_card", "passport", "gcc_id")
AUTHENTICATIONS = ("basic", "body", "none")


def load(name: str, shelf: Path = SHELF) -> Profile:
    """The named profile; raises WrongSetting naming the first entry that is missing or wrong."""
    known = sorted(path.stem for path in shelf.glob("*.toml"))
    if name not in known:
        raise WrongSetting("EXCHANGE_PROFILE", f"must be one of {', '.join(known)}", known[-1])
    try:
        raw = tomllib.loads((shelf / f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"{name}.toml", f"is not readable ({error})", "name = value") from error
    return _profile(name, raw)


def _profile(name: str, raw: dict[str, Any]) -> Profile:
    shape = get_type_hints(Profile)
    values: dict[str, Any] = {"name": name}
    for field in fields(Profile)[1:]:
        table = raw.pop(field.name, None)
        if not isinstance(table, dict):
            raise _wrong(name, field.name, "is missing", f"[{field.name}]")
        if field.name == "documents":
            values[field.name] = _documents(name, table)
        elif field.name in ("events", "profiles", "extensions", "payments"):
            values[field.name] = _words(name, field.name, table)
        else:
            values[field.name] = _part(name, field.name, table, shape[field.name])
    for unknown in raw:
        raise _wrong(name, unknown, "is not known here", "(leave it out)")
    return _sound(Profile(**values))


def _part(name: str, section: str, table: dict[str, Any], kind: type[Part]) -> Part:
    hints = get_type_hints(kind)
    values = {}
    for field in fields(kind):  # type: ignore[arg-type]
        place = f"{section}.{field.name}"
        if field.name in table:
            values[field.name] = _checked(name, place, table[field.name], hints[field.name])
        elif not isinstance(field.default, str):
            raise _wrong(name, place, "is missing", _example(hints[field.name]))
    for unknown in set(table) - set(hints):
        raise _wrong(name, f"{section}.{unknown}", "is not known here", "(leave it out)")
    return kind(**values)


def _checked(name: str, place: str, value: Any, kind: Any) -> Any:
    if kind in (tuple[int, ...], tuple[str, ...]):
        inner = kind.__args__[0]
        if isinstance(value, list) and all(type(item) is inner for item in value):
            return tuple(value)
    elif type(value) is kind and not (kind is int and value < 1):
        return value
    raise _wrong(name, place, f"is wrong ({value!r})", _example(kind))


def _example(kind: Any) -> str:
    examples = {int: "60", str: '"text"', bool: "true", tuple[int, ...]: "[409]"}
    return examples.get(kind, '["code"]')


def _words(name: str, section: str, table: dict[str, Any]) -> dict[str, str]:
    for entry, value in table.items():
        if not isinstance(value, str) or not value:
            raise _wrong(name, f"{section}.{entry}", f"is wrong ({value!r})", '"text"')
    wanted, present = {
        "events": (MEANINGS, table.values()),
        "payments": (COMPONENTS[:1], table.values()),
    }.get(section, (TABLES.get(section, ()), table.keys()))
    for entry in wanted:
        if entry not in present:
            raise _wrong(name, f"{section}.{entry}", "is missing", '"text"')
    return dict(table)


def _documents(name: str, table: dict[str, Any]) -> dict[str, tuple[str, str]]:
    for kind in DOCUMENT_KINDS:
        entry = table.get(kind)
        if not (
            isinstance(entry, list) and len(entry) == 2 and all(isinstance(x, str) for x in entry)
        ):
            raise _wrong(name, f"documents.{kind}", "is wrong", '["NI", "http://…/nationalid"]')
    return {kind: (entry[0], entry[1]) for kind, entry in table.items()}


def _sound(profile: Profile) -> Profile:
    """What the types cannot say."""
    if profile.transport.authentication not in AUTHENTICATIONS:
        raise _wrong(profile.name, "transport.authentication", "is not known", '"basic"')
    if "{licence}" not in profile.names.host:
        raise _wrong(
            profile.name, "names.host", "must hold {licence}", '"http://{licence}.Dhamani.om"'
        )
    if profile.poll.count > 100:
        raise _wrong(profile.name, "poll.count", "must be at most 100", "100")
    for code, kind in profile.payments.items():
        if kind not in COMPONENTS:
            raise _wrong(profile.name, f"payments.{code}", f"is not known ({kind})", '"payment"')
    if profile.features.live and profile.transport.rehearsal_header:
        raise _wrong(profile.name, "transport.rehearsal_header", "is for practice only", '""')
    for entry in ("client_certificate", "certificate_authority"):
        path = getattr(profile.transport, entry)
        if path and not Path(path).is_file():
            raise _wrong(profile.name, f"transport.{entry}", f"names no file ({path})", '""')
    return profile


def _wrong(name: str, entry: str, problem: str, example: str) -> WrongSetting:
    return WrongSetting(f"{entry} of profile {name}", problem, example)
