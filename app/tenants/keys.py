"""The third wall: each tenant's own keys. Destroying them destroys the data here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from app.kernel.crypto import blind_index, new_key, seal, unseal
from app.kernel.db import db
from app.tenants.models import TenantKey
from app.tenants.scope import current_tenant_id

_NEWEST_LAST = select(TenantKey).order_by(TenantKey.version)


class KeyDestroyed(RuntimeError):
    """The tenant's key was destroyed, and its sealed data with it."""


@dataclass(frozen=True, repr=False)
class Keys:
    """A tenant's unwrapped keys: one to seal, one to look up."""

    version: int
    data: bytes
    index: bytes


def create_keys() -> None:
    """Make the present tenant's first keys, wrapped by the key outside the database."""
    tenant_id = current_tenant_id()
    db.session.add(
        TenantKey(
            version=1,
            wrapped_data_key=_wrap(new_key(), place_of(tenant_id, "data")),
            wrapped_index_key=_wrap(new_key(), place_of(tenant_id, "index")),
        )
    )
    db.session.flush()  # The next verb of the same request already seals with them.


def seal_text(plain: str, *, table: str, column: str, row_id: UUID) -> bytes:
    """Seal a text for one cell of the present tenant."""
    return seal_bytes(plain.encode(), table=table, column=column, row_id=row_id)


def open_text(sealed: bytes, *, table: str, column: str, row_id: UUID) -> str:
    """The text of one sealed cell of the present tenant; raises CannotOpen, KeyDestroyed."""
    return open_bytes(sealed, table=table, column=column, row_id=row_id).decode()


def seal_bytes(plain: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
    """Seal bytes for one cell of the present tenant; the key's version comes first."""
    keys = _keys()
    place = f"{current_tenant_id()}/{table}/{column}/{row_id}/{keys.version}"
    return keys.version.to_bytes(2, "big") + seal(keys.data, plain, place=place)


def open_bytes(sealed: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
    """The bytes of one sealed cell of the present tenant; raises CannotOpen, KeyDestroyed."""
    version = int.from_bytes(sealed[:2], "big")
    place = f"{current_tenant_id()}/{table}/{column}/{row_id}/{version}"
    return unseal(_keys(version).data, sealed[2:], place=place)


def index_of(text: str, *, purpose: str) -> str:
    """The present tenant's blind index of a normalised text."""
    return blind_index(_keys().index, text, purpose=purpose)


def _keys(version: int | None = None) -> Keys:
    """Unwrapped once per session, so that a destroyed key is gone with the next request."""
    tenant_id = current_tenant_id()
    cache: dict[int | None, Keys] = db.session.info.setdefault("tenant_keys", {})
    if version not in cache:
        # All at once: whoever opens with an old version mostly seals with the newest next.
        for row in db.session.scalars(_NEWEST_LAST):
            if row.wrapped_data_key is None or row.wrapped_index_key is None:
                cache.pop(None, None)
                continue
            cache[row.version] = cache[None] = Keys(
                row.version,
                _unwrap(row.wrapped_data_key, place_of(tenant_id, "data")),
                _unwrap(row.wrapped_index_key, place_of(tenant_id, "index")),
            )
        if version not in cache:
            raise KeyDestroyed(str(tenant_id))
    return cache[version]


def place_of(tenant_id: UUID, purpose: str) -> str:
    """What a wrapped key is bound to."""
    return f"tenant-key/{tenant_id}/{purpose}"


def _wrap(key: bytes, place: str) -> bytes:
    return seal(current_app.config["MASTER_KEY"], key, place=place)


def _unwrap(wrapped: bytes, place: str) -> bytes:
    return unseal(current_app.config["MASTER_KEY"], wrapped, place=place)
