"""The secrets of a local installation: generated once, kept in a file for its owner's eyes only."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from pathlib import Path


class SecretsLost(RuntimeError):
    """The data is there but the key that opens it is not; the message says what to do."""


def _words() -> str:
    return secrets.token_urlsafe(32)


def _master_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


GENERATED: dict[str, Callable[[], str]] = {
    "SECRET_KEY": _words,
    "MAQBUL_MASTER_KEY": _master_key,
    "OWNER_PASSWORD": _words,
    "APP_PASSWORD": _words,
    "PLATFORM_PASSWORD": _words,
    "SANDBOX_PASSWORD": _words,
    "BACKUP_PASSWORD": _words,
    "KEYS_PASSWORD": _words,
}


def load(path: Path, *, data_exists: bool) -> dict[str, str]:
    """Name and value of every secret; made now when this is the first start.

    Raises SecretsLost where data was written under a master key that is gone: a new
    one would open nothing, and everything written with it would hide the mistake.
    """
    known = _read(path)
    if data_exists and "MAQBUL_MASTER_KEY" not in known:
        raise SecretsLost(
            f"{path} is missing, but the database beside it was written with its keys: put the file"
            f" back from a copy, or remove {path.parent} to begin anew with empty data."
        )
    lacking = {name: make() for name, make in GENERATED.items() if name not in known}
    if lacking:
        _write(path, known | lacking)
    return known | lacking


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _write(path: Path, values: dict[str, str]) -> None:
    """Whole or not at all: a half-written file would lose the master key."""
    text = (
        "# Secrets of this installation. Keep a copy apart: without it the data cannot be read.\n"
    )
    text += "".join(f"{name}={value}\n" for name, value in values.items())
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600, exist_ok=False)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
