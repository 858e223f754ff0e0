"""To whom the certificate is mailed: the owners' addresses under a key of the house, until the letter is written."""

from __future__ import annotations

import json
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from app.access.models import Membership, User
from app.kernel.crypto import derived_key, seal, unseal
from app.kernel.db import db


def of_owners(departure_id: UUID) -> bytes:
    """Address and language of everybody who owns the present tenant, sealed."""
    query = select(User.email, User.language).join(Membership, Membership.user_id == User.id)
    owners = query.where(Membership.role == "owner", Membership.status == "active").order_by(
        User.id
    )
    plain = json.dumps([list(row) for row in db.session.execute(owners)]).encode()
    return seal(_key(), plain, place=_place(departure_id))


def opened(departure_id: UUID, sealed: bytes) -> list[tuple[str, str]]:
    """Pairs of address and language. Raises CannotOpen."""
    return [
        (one[0], one[1]) for one in json.loads(unseal(_key(), sealed, place=_place(departure_id)))
    ]


def _key() -> bytes:
    return derived_key(current_app.config["MASTER_KEY"], "departures")


def _place(departure_id: UUID) -> str:
    return f"departures/{departure_id}/letter"
