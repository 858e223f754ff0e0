"""The tenants' wrapped keys as a file beside the backups: written by one role, put back by the owner.

A dump of the database holds none of them. A file is good for nothing without the key outside the database.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from app.kernel.crypto import CannotOpen, unseal
from app.tenants.keys import place_of

FORMAT = "maqbul-keys-1"
PATTERN, UNFINISHED = "keys-*.json", "keys-*.unfinished"
_SECRET = ("wrapped_data_key", "wrapped_index_key")


class NotAKeyFile(RuntimeError):
    """The file is not one of ours, or was changed since it was written."""


class WrongMasterKey(RuntimeError):
    """The file was written under another key than the one this installation holds."""


@dataclass(frozen=True, kw_only=True, repr=False)
class WrappedKey:
    """One version of a tenant's keys as its row says; without wrapped keys once they were destroyed."""

    tenant_id: UUID
    id: UUID
    version: int
    wrapped_data_key: bytes | None
    wrapped_index_key: bytes | None
    created_at: datetime
    destroyed_at: datetime | None

    @property
    def is_alive(self) -> bool:
        """Whether something can still be read with it."""
        return self.wrapped_data_key is not None or self.wrapped_index_key is not None


COLUMNS = tuple(field.name for field in fields(WrappedKey))


def write(folder: Path, keys: Iterable[WrappedKey], at: datetime) -> Path:
    """A new file for its owner's eyes only, whole or not there; read back before it counts. Raises NotAKeyFile, OSError."""
    rows = [_as_json(one) for one in keys]
    told = {"format": FORMAT, "at": at.isoformat(), "keys": rows, "sha256": _hash_of(rows)}
    target = folder / f"keys-{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.json"
    unfinished = target.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    read(unfinished)
    unfinished.rename(target)
    return target


def read(path: Path) -> list[WrappedKey]:
    """The keys of a file. Raises NotAKeyFile, OSError."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        is_whole = told["format"] == FORMAT and told["sha256"] == _hash_of(told["keys"])
        keys = [_of_json(row) for row in told["keys"]]
    except (ValueError, KeyError, TypeError) as error:
        raise NotAKeyFile(f"{path} is no file of keys, or only a part of one.") from error
    if not is_whole:
        raise NotAKeyFile(f"{path} was changed since it was written: take another one.")
    return keys


def outlived(
    folder: Path, newest: Path, keys: Sequence[WrappedKey], before: datetime
) -> list[Path]:
    """Older files that must go: with a key that is destroyed since, from before that day, broken, or never finished."""
    alive = {(one.tenant_id, one.version) for one in keys if one.is_alive}
    first = f"keys-{before.astimezone(UTC):%Y%m%dT%H%M%S}"
    others = sorted({*folder.glob(PATTERN), *folder.glob(UNFINISHED)} - {newest})
    return [path for path in others if path.name < first or _holds_others(path, alive)]


def check(keys: Iterable[WrappedKey], master_key: bytes) -> None:
    """That this installation can use them; raises WrongMasterKey."""
    for one in keys:
        for purpose in ("data", "index"):
            wrapped = getattr(one, f"wrapped_{purpose}_key")
            try:
                if wrapped is not None:
                    unseal(master_key, wrapped, place=place_of(one.tenant_id, purpose))
            except CannotOpen as error:
                raise WrongMasterKey(
                    "These keys were wrapped by another MAQBUL_MASTER_KEY: set the one of that time."
                ) from error


def _holds_others(path: Path, alive: set[tuple[UUID, int]]) -> bool:
    try:
        return any(one.is_alive and (one.tenant_id, one.version) not in alive for one in read(path))
    except NotAKeyFile:
        return True  # Nobody can restore from it, and nobody knows what is in it.


def _as_json(one: WrappedKey) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in asdict(one).items():
        row[name] = b64encode(value).decode() if isinstance(value, bytes) else value
    return json.loads(json.dumps(row, default=_text))


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _of_json(row: dict[str, Any]) -> WrappedKey:
    secret = {name: b64decode(row[name], validate=True) if row[name] else None for name in _SECRET}
    return WrappedKey(
        tenant_id=UUID(row["tenant_id"]), id=UUID(row["id"]), version=int(row["version"]), **secret,
        created_at=datetime.fromisoformat(row["created_at"]),
        destroyed_at=datetime.fromisoformat(row["destroyed_at"]) if row["destroyed_at"] else None,
    )  # fmt: skip


def _hash_of(rows: object) -> str:
    plain = json.dumps(rows, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()
