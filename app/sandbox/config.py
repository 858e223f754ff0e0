"""Settings of the simulated exchange, read once from the environment."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


class WrongSetting(Exception):
    """A setting is missing or unusable; the text names it and shows an example."""


@dataclass(frozen=True)
class Client:
    """One OAuth2 client and the provider licences it may speak for (`*` at the end stands for any ending)."""

    id: str
    secret: str
    licences: tuple[str, ...]

    def may_send_for(self, licence: str) -> bool:
        return any(
            licence.startswith(allowed[:-1]) if allowed.endswith("*") else licence == allowed
            for allowed in self.licences
        )


DEMO_CLIENT = Client("demo-client", "demo-secret", ("DEMO-*",))


@dataclass(frozen=True)
class Settings:
    """Limits in bytes, seconds, milliseconds and counts; defaults are those of the Gulf gateways."""

    database_url: str
    clients: tuple[Client, ...] = (DEMO_CLIENT,)
    latency_ms: int = 0
    slow_answer_ms: int = 8_000
    strict_duplicates: bool = False
    control: bool = True
    session_seconds: int = 60
    message_bytes: int = 10 * 1024 * 1024
    attachment_bytes: int = 5 * 1024 * 1024
    attachments: int = 10
    answer_minutes: int = 30
    poll_messages: int = 100
    batch_claims: int = 200
    clock_tolerance_seconds: int = 15 * 60
    token_seconds: int = 900
    pool_size: int = 8
    card_merchant: str = "demo-merchant"
    card_secret: str = "demo-card-secret"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        url = environment.get("SANDBOX_DATABASE_URL", "")
        if not url:
            raise WrongSetting(
                "SANDBOX_DATABASE_URL is missing; example: postgresql://sandbox@127.0.0.1:5432/maqbul"
            )
        return cls(
            database_url=url,
            clients=read_clients(environment.get("SANDBOX_CLIENTS", "")),
            latency_ms=_count(environment, "SANDBOX_LATENCY_MS", cls.latency_ms),
            slow_answer_ms=_count(environment, "SANDBOX_SLOW_ANSWER_MS", cls.slow_answer_ms),
            strict_duplicates=_switch(environment, "SANDBOX_STRICT_DUPLICATES", default=False),
            control=_switch(environment, "SANDBOX_CONTROL", default=True),
            session_seconds=_count(environment, "SANDBOX_SESSION_SECONDS", cls.session_seconds),
            message_bytes=_count(environment, "SANDBOX_MESSAGE_BYTES", cls.message_bytes),
            attachment_bytes=_count(environment, "SANDBOX_ATTACHMENT_BYTES", cls.attachment_bytes),
            attachments=_count(environment, "SANDBOX_ATTACHMENTS", cls.attachments),
            answer_minutes=_count(environment, "SANDBOX_ANSWER_MINUTES", cls.answer_minutes),
            poll_messages=_count(environment, "SANDBOX_POLL_MESSAGES", cls.poll_messages),
            batch_claims=_count(environment, "SANDBOX_BATCH_CLAIMS", cls.batch_claims),
            clock_tolerance_seconds=_count(
                environment, "SANDBOX_CLOCK_TOLERANCE_SECONDS", cls.clock_tolerance_seconds
            ),
            pool_size=_count(environment, "SANDBOX_POOL_SIZE", cls.pool_size),
            card_merchant=environment.get("SANDBOX_CARD_MERCHANT", "") or cls.card_merchant,
            card_secret=environment.get("SANDBOX_CARD_SECRET", "") or cls.card_secret,
        )


def read_clients(path: str) -> tuple[Client, ...]:
    """Clients of a TOML file of `[[clients]] id, secret, licences`; no path means the built-in demo client."""
    if not path:
        return (DEMO_CLIENT,)
    try:
        entries = tomllib.loads(Path(path).read_text(encoding="utf-8"))["clients"]
        return tuple(Client(e["id"], e["secret"], tuple(e["licences"])) for e in entries)
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise WrongSetting(
            f"SANDBOX_CLIENTS cannot be read ({error}); it is a TOML file such as: "
            '[[clients]] id = "clinic" secret = "..." licences = ["DEMO-CLINIC-1"]'
        ) from error


def _count(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "") or str(default)
    if not text.isdecimal():
        raise WrongSetting(
            f"{name} must be a whole number, not {text!r}; example: {name}={default}"
        )
    return int(text)


def _switch(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environment.get(name, "").strip().lower()
    if text not in {"", "0", "1", "true", "false", "yes", "no"}:
        raise WrongSetting(f"{name} must be 1 or 0, not {text!r}; example: {name}=1")
    return default if text == "" else text in {"1", "true", "yes"}
