"""Papers and what each of them belongs to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.kernel.uploads import JPEG, PDF, PNG
from app.tenants.reach import RECORDS, OfBranch, any_of, some
from app.tenants.scope import TenantOwned, tenant_key

KINDS = (
    "report",
    "lab_result",
    "prescription",
    "referral",
    "x_ray",
    "invoice",
    "id_card",
    "consent",
    "other",
)
CONTENT_TYPES = (PDF, JPEG, PNG)


class Document(OfBranch, TenantOwned, Base):
    """One paper as it is kept: `size` in bytes and `sha256` are of the bytes kept, not of those sent in."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_patient", "tenant_id", "patient_id", "added_at"),
        tenant_key("patient_id", "patients"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"content_type IN {CONTENT_TYPES!r}", name="content_type"),
    )

    patient_id: Mapped[UUID | None]
    kind: Mapped[str]
    title_sealed: Mapped[bytes]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    # Megabytes: read where the file itself is wanted, never with a list.
    body_sealed: Mapped[bytes] = mapped_column(deferred=True)
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by: Mapped[UUID | None]

    @classmethod
    def in_branches(cls) -> ColumnElement[bool]:
        """A paper lies where one of its records does; one of the patient alone lies everywhere."""
        here = some("document_links", "document_id", cls.id, about="subject_id")
        return or_(here, ~any_of("document_links", "document_id", cls.id))


class DocumentLink(OfBranch, TenantOwned, Base):
    """A paper belongs to a subject; the same bytes once per subject, however often they are added."""

    __tablename__ = "document_links"
    concerns = ("subject_id", *RECORDS)
    __table_args__ = (
        UniqueConstraint("tenant_id", "subject_kind", "subject_id", "sha256"),
        Index("ix_document_links_document", "tenant_id", "document_id"),
        tenant_key("document_id", "documents"),
    )

    document_id: Mapped[UUID]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    sha256: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(default=now)
    linked_by: Mapped[UUID | None]
    sent_at: Mapped[datetime | None]
