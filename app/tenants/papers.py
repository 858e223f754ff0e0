"""The establishment's own papers: registration, licence, Civil ID of who represents it. Sealed under the tenant's key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.keys import open_bytes, open_text, seal_bytes, seal_text
from app.tenants.models import TenantPaper
from app.tenants.scope import find

TABLE = "tenant_papers"


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


def papers() -> list[TenantPaper]:
    """The papers of the present tenant, in a fixed order."""
    return list(db.session.scalars(select(TenantPaper).order_by(TenantPaper.kind)))


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
