"""The establishment's own papers: registration, licence, Civil ID of who represents it. Sealed under the tenant's key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from app.audit.trail import note
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.ids import new_id
from app.kernel.uploads import files
from app.kernel.words import N_
from app.tenants.keys import open_bytes, open_text, seal_bytes, seal_text
from app.tenants.models import TenantPaper
from app.tenants.scope import find

TABLE = "tenant_papers"


class PaperReplaced(DomainError):
    """Somebody else was faster."""

    sentence = N_("A newer paper took its place meanwhile. Look at the list.")


class PaperEnded(DomainError):
    """What has ended replaces nothing."""

    sentence = N_(
        "The last day of this paper has passed. Choose the renewed paper and enter its last day."
    )
    field = "expires_on"


class SameFile(DomainError):
    """The file that holds already is no newer paper."""

    sentence = N_("This is the file that is kept already. Choose the renewed paper.")
    field = "file"


@dataclass(frozen=True, repr=False)
class PaperBrought:
    """A paper as the application had it."""

    kind: str
    number: str
    expires_on: date | None
    content_type: str
    sha256: str
    body: bytes = field(repr=False)


def keep(brought: PaperBrought) -> TenantPaper:
    """Seal a paper under the present tenant's key."""
    identity = new_id()
    paper = TenantPaper(
        id=identity,
        kind=brought.kind,
        number_sealed=seal_text(brought.number, table=TABLE, column="number", row_id=identity),
        expires_on=brought.expires_on,
        content_type=brought.content_type,
        size=len(brought.body),
        sha256=brought.sha256,
        body_sealed=seal_bytes(brought.body, table=TABLE, column="body", row_id=identity),
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def replace(paper_id: UUID, number: str, expires_on: date | None, body: bytes) -> TenantPaper:
    """A newer paper in place of one that stays, dated; raises NotFound and named refusals."""
    if expires_on is not None and expires_on < today():
        raise PaperEnded
    there = find(TenantPaper, paper_id, for_update=True)
    if there.replaced_at is not None:
        raise PaperReplaced
    settings = current_app.extensions["settings"]
    found = files.examine(
        body, megabytes=settings.document_megabytes, megapixels=settings.document_megapixels, nameless=True
    )  # fmt: skip
    if found.sha256 == there.sha256:
        raise SameFile
    there.replaced_at = now()
    db.session.flush()
    newer = keep(
        PaperBrought(there.kind, number, expires_on, found.content_type, found.sha256, found.body)
    )
    note("tenant_paper.replaced", "tenant_paper", newer.id, kind=there.kind, was=there.id)
    return newer


def papers() -> list[TenantPaper]:
    """The papers of the present tenant that hold, in a fixed order."""
    query = select(TenantPaper).where(TenantPaper.replaced_at.is_(None))
    return list(db.session.scalars(query.order_by(TenantPaper.kind)))


def replaced() -> list[TenantPaper]:
    """Those that a newer one took the place of, the last replaced first."""
    query = select(TenantPaper).where(TenantPaper.replaced_at.is_not(None))
    return list(db.session.scalars(query.order_by(TenantPaper.replaced_at.desc(), TenantPaper.id)))


def paper(paper_id: UUID) -> TenantPaper:
    """A paper of the present tenant; raises NotFound."""
    return find(TenantPaper, paper_id)


def number_of(paper: TenantPaper) -> str:
    """The number on a paper, or nothing."""
    if paper.number_sealed is None:
        return ""
    return open_text(paper.number_sealed, table=TABLE, column="number", row_id=paper.id)


def body_of(paper: TenantPaper) -> bytes:
    """The file itself."""
    return open_bytes(paper.body_sealed, table=TABLE, column="body", row_id=paper.id)
