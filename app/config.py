"""Typed settings, read once from the environment. A missing or wrong one stops the start.

A default is given only where it is safe in production and fit to be public.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

INSTALLATIONS = ("production", "trial", "test")
OMAN_SITE_PREFIX = "OM-"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# Where no mail leaves nobody needs a name of ours.
NOBODY = "no-reply@localhost"


class WrongSetting(RuntimeError):
    """A setting is missing or wrong; says its name and shows an example."""

    def __init__(self, name: str, problem: str, example: str) -> None:
        super().__init__(f"Setting {name} {problem}. Example: {name}={example}")
        self.name = name


@dataclass(frozen=True, kw_only=True, repr=False)
class Settings:
    """All that an installation can decide; never shown whole, half of it is secret."""

    database_url: str
    secret_key: str
    master_key: bytes
    installation: str
    base_url: str
    exchange_base_url: str
    exchange_profile: str
    exchange_client_id: str
    exchange_client_secret: str
    data_site: str
    # The line of those who are live; without it nobody can go live in this installation.
    live_exchange_profile: str | None = None
    live_exchange_base_url: str = ""
    live_exchange_client_id: str = ""
    live_exchange_client_secret: str = ""
    # Without a card gateway invoices are paid by transfer alone.
    card_gateway_url: str = ""
    card_gateway_merchant: str = ""
    card_gateway_secret: str = ""
    product_name: str = "Maqbul"
    product_name_ar: str = "مقبول"
    database_owner_url: str | None = None
    database_platform_url: str | None = None
    database_admin_url: str | None = None
    # Only the commands of a backup speak as these.
    database_backup_url: str | None = None
    database_keys_url: str | None = None
    sandbox_database_url: str | None = None
    pool_size: int = 4
    idle_minutes: int = 10
    session_hours: int = 12
    # How long a proof of who one is opens the doors that ask for a fresh one.
    fresh_minutes: int = 15
    document_megabytes: int = 10
    document_megapixels: int = 60
    # Without it a trial keeps its mail for the outbox page, and production takes no applications.
    smtp_url: str | None = None
    mail_from: str = NOBODY
    failpoint: str | None = None
    # The machines in front of this one whose word on the address of a browser counts.
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    assets_directory: Path = Path(__file__).parent.parent / "static" / "build"

    @property
    def is_production(self) -> bool:
        return self.installation == "production"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; raises WrongSetting for the first that is missing or wrong."""
    env = _Environment(os.environ if environment is None else environment)
    settings = Settings(
        database_url=env.database("DATABASE_URL"),
        database_owner_url=env.optional("DATABASE_OWNER_URL"),
        database_platform_url=env.optional("DATABASE_PLATFORM_URL"),
        database_admin_url=env.optional("DATABASE_ADMIN_URL"),
        database_backup_url=env.optional("DATABASE_BACKUP_URL"),
        database_keys_url=env.optional("DATABASE_KEYS_URL"),
        sandbox_database_url=env.optional("SANDBOX_DATABASE_URL"),
        secret_key=env.secret("SECRET_KEY"),
        master_key=env.key("MAQBUL_MASTER_KEY"),
        installation=env.choice("MAQBUL_INSTALLATION", INSTALLATIONS),
        base_url=env.address("MAQBUL_BASE_URL"),
        exchange_base_url=env.address("EXCHANGE_BASE_URL"),
        exchange_profile=env.optional("EXCHANGE_PROFILE") or "sandbox",
        exchange_client_id=env.text("EXCHANGE_CLIENT_ID", "demo-client"),
        exchange_client_secret=env.text("EXCHANGE_CLIENT_SECRET", "a-long-secret"),
        data_site=env.optional("MAQBUL_DATA_SITE") or "undeclared",
        product_name=env.optional("MAQBUL_PRODUCT_NAME") or "Maqbul",
        product_name_ar=env.optional("MAQBUL_PRODUCT_NAME_AR") or "مقبول",
        pool_size=env.number("MAQBUL_POOL_SIZE", 4),
        idle_minutes=env.number("MAQBUL_IDLE_MINUTES", 10),
        session_hours=env.number("MAQBUL_SESSION_HOURS", 12),
        fresh_minutes=env.number("MAQBUL_FRESH_MINUTES", 15),
        trusted_proxies=env.addresses("MAQBUL_TRUSTED_PROXIES", ("127.0.0.1", "::1")),
        document_megabytes=env.number("MAQBUL_DOCUMENT_MEGABYTES", 10),
        document_megapixels=env.number("MAQBUL_DOCUMENT_MEGAPIXELS", 60),
        smtp_url=env.mail_server("MAQBUL_SMTP_URL"),
        mail_from=env.optional("MAQBUL_MAIL_FROM") or NOBODY,
        failpoint=env.optional("FAILPOINT"),
    )
    settings = _with_cards(_with_live_line(settings, env), env)
    _refuse_contradictions(settings)
    return settings


def _with_live_line(settings: Settings, env: _Environment) -> Settings:
    """The line of those who are live, whole or not at all."""
    profile = env.optional("LIVE_EXCHANGE_PROFILE")
    if profile is None:
        return settings
    return replace(
        settings,
        live_exchange_profile=profile,
        live_exchange_base_url=env.address("LIVE_EXCHANGE_BASE_URL"),
        live_exchange_client_id=env.text("LIVE_EXCHANGE_CLIENT_ID", "live-client"),
        live_exchange_client_secret=env.text("LIVE_EXCHANGE_CLIENT_SECRET", "a-long-secret"),
    )


def _with_cards(settings: Settings, env: _Environment) -> Settings:
    """The card gateway, whole or not at all."""
    if env.optional("CARD_GATEWAY_URL") is None:
        return settings
    return replace(
        settings,
        card_gateway_url=env.address("CARD_GATEWAY_URL"),
        card_gateway_merchant=env.text("CARD_GATEWAY_MERCHANT", "demo-merchant"),
        card_gateway_secret=env.text("CARD_GATEWAY_SECRET", "a-long-secret"),
    )


def _refuse_contradictions(settings: Settings) -> None:
    """Settings that belong together are judged together."""
    if settings.failpoint and settings.installation != "test":
        raise WrongSetting(
            "FAILPOINT", "is only allowed where MAQBUL_INSTALLATION=test", "(leave it out)"
        )
    if settings.smtp_url and settings.mail_from == NOBODY:
        raise WrongSetting(
            "MAQBUL_MAIL_FROM",
            "is missing beside MAQBUL_SMTP_URL, letters leave in its name",
            "no-reply@maqbul.example.om",
        )
    if not settings.is_production:
        return
    if not settings.data_site.startswith(OMAN_SITE_PREFIX):
        raise WrongSetting(
            "MAQBUL_DATA_SITE", "must name a site in Oman, all data stays there", "OM-Muscat-1"
        )
    if not settings.secure_cookies:
        raise WrongSetting(
            "MAQBUL_BASE_URL", "must use https in production", "https://maqbul.example.om"
        )
    _refuse_open_wire("EXCHANGE_BASE_URL", settings.exchange_base_url)
    _refuse_open_wire("LIVE_EXCHANGE_BASE_URL", settings.live_exchange_base_url)
    _refuse_open_wire("CARD_GATEWAY_URL", settings.card_gateway_url)


def _refuse_open_wire(name: str, address: str) -> None:
    exchange = urlsplit(address)
    if address and exchange.scheme != "https" and exchange.hostname not in LOOPBACK:
        raise WrongSetting(name, "must use https in production", "https://exchange.example.om")


class _Environment:
    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def optional(self, name: str) -> str | None:
        """The value, or the content of the file that NAME_FILE points at, or None."""
        path = self._values.get(f"{name}_FILE", "").strip()
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip() or None
            except OSError as error:
                raise WrongSetting(
                    f"{name}_FILE", f"cannot be read ({error.strerror})", "/run/secrets/name"
                ) from error
        return self._values.get(name, "").strip() or None

    def text(self, name: str, example: str) -> str:
        value = self.optional(name)
        if value is None:
            raise WrongSetting(name, "is missing", example)
        return value

    def checked(self, name: str, example: str, is_right: Callable[[str], bool], rule: str) -> str:
        value = self.text(name, example)
        if not is_right(value):
            raise WrongSetting(name, rule, example)
        return value

    def database(self, name: str) -> str:
        return self.checked(
            name,
            "postgresql://maqbul_app:secret@127.0.0.1:5432/maqbul",
            lambda value: value.startswith(("postgresql://", "postgresql+psycopg://")),
            "must be a PostgreSQL address",
        )

    def address(self, name: str) -> str:
        return self.checked(
            name,
            "http://127.0.0.1:8000",
            lambda value: value.startswith(("http://", "https://")),
            "must begin with http:// or https://",
        ).rstrip("/")

    def mail_server(self, name: str) -> str | None:
        """Where mail is handed in: smtps://, or smtp:// with STARTTLS; none where mail does not leave."""
        value = self.optional(name)
        if value is not None and not value.startswith(("smtp://", "smtps://")):
            raise WrongSetting(name, "must begin with smtp:// or smtps://", "smtps://user:secret@mail.example.om:465")  # fmt: skip
        return value

    def secret(self, name: str) -> str:
        return self.checked(
            name,
            "64-random-characters",
            lambda value: len(value) >= 32,
            "must have at least 32 characters",
        )

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        return self.checked(
            name, choices[0], lambda value: value in choices, f"must be one of {', '.join(choices)}"
        )

    def key(self, name: str) -> bytes:
        example = "the output of: openssl rand -base64 32"
        try:
            value = base64.b64decode(self.text(name, example), validate=True)
        except binascii.Error as error:
            raise WrongSetting(name, "is not base64", example) from error
        if len(value) != 32:
            raise WrongSetting(name, f"must hold 32 bytes, not {len(value)}", example)
        return value

    def addresses(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Addresses of single machines, apart by commas."""
        found = tuple(one.strip() for one in (self.optional(name) or "").split(",") if one.strip())
        for one in found:
            try:
                ip_address(one)
            except ValueError as error:
                raise WrongSetting(name, f"holds {one!r}, which is no IP address", "10.0.0.5,10.0.0.6") from error  # fmt: skip
        return found or default

    def number(self, name: str, default: int) -> int:
        value = self.optional(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or int(value) < 1:
            raise WrongSetting(name, "must be a whole number from 1", str(default))
        return int(value)
