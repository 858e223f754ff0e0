"""A half-typed form that met a locked session: kept sealed until the person is back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from flask import Response, g, request
from sqlalchemy import delete, select

from app.access.models import ParkedForm
from app.access.rules import PARKED_FOR
from app.access.session_store import SignedIn
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.tenants.keys import open_text, seal_text
from app.tenants.scope import in_tenant

FIELD = "_parked"
NOT_KEPT = frozenset({"csrf_token", FIELD})


@dataclass(frozen=True)
class Parked:
    """Where the form was going, and its fields in their order."""

    id: UUID
    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool


def park(found: SignedIn) -> UUID:
    """Keep this request's form for the person, in a transaction of its own. Files are not kept."""
    with in_tenant(found.tenant_id, found.user_id):
        _forget_old()
        parked_id = new_id()
        body = {
            "fields": [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_KEPT],
            "had_files": any(upload.filename for upload in request.files.values()),
        }
        db.session.add(
            ParkedForm(
                id=parked_id,
                user_id=found.user_id,
                session_id=found.session_id,
                path=request.full_path if request.query_string else request.path,
                body_sealed=seal_text(
                    json.dumps(body), table="parked_forms", column="body_sealed", row_id=parked_id
                ),
            )
        )
        db.session.commit()
    return parked_id


def waiting(parked_id: UUID, found: SignedIn) -> Parked:
    """The form that waits for this person in this session; raises NotFound."""
    row = db.session.scalars(
        select(ParkedForm).where(
            ParkedForm.id == parked_id,
            ParkedForm.user_id == found.user_id,
            ParkedForm.session_id == found.session_id,
            ParkedForm.created_at > now() - PARKED_FOR,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    body = json.loads(
        open_text(row.body_sealed, table="parked_forms", column="body_sealed", row_id=row.id)
    )
    fields = tuple((str(name), str(value)) for name, value in body["fields"])
    return Parked(row.id, row.path, fields, body["had_files"])


def discard(parked_id: UUID, found: SignedIn) -> None:
    """Throw a waiting form away."""
    db.session.execute(
        delete(ParkedForm).where(
            ParkedForm.id == parked_id,
            ParkedForm.user_id == found.user_id,
            ParkedForm.session_id == found.session_id,
        )
    )


def forget_used(response: Response) -> Response:
    """A form that was sent after all waits no longer; hung before the commit, so both or neither."""
    # A form that was refused is not looked into: it may be refused because it cannot be read.
    if request.method != "POST" or response.status_code >= 400:
        return response
    found: SignedIn | None = g.get("signed_in")
    sent = request.form.get(FIELD)
    if sent and found and g.get("actor"):
        try:
            discard(UUID(sent), found)
        except ValueError:
            return response
    return response


def _forget_old() -> None:
    db.session.execute(delete(ParkedForm).where(ParkedForm.created_at < now() - PARKED_FOR))
