"""An import and its file, what it did row by row, and what people said of columns before."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.imports.states import CHOSEN, IMPORT, WORKING
from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.scope import TenantOwned, tenant_key
from app.tenants.sealed import SealedText

ACTIONS = ("created", "changed", "moved", "refused")
ROW_ENDS = ("kept", "undone")


class DataImport(TenantOwned, Base):
    """A list that somebody wants to bring in. File, repairs and judgements are sealed, and gone after the undo's day.

    `settings`: encoding, separator, header (line), columns ({place: column}), day_order.
    `position`: how many of the rows to write, or to undo, are settled.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(f"status IN {IMPORT.statuses!r}", name="status"),
        CheckConstraint(f"failed_at IN {WORKING!r}", name="failed_at"),
        Index("ix_imports_created", "tenant_id", "created_at", "id"),
        Index(
            "ix_imports_kept", "tenant_id", "id", postgresql_where=text("kept_until IS NOT NULL")
        ),
    )

    kind: Mapped[str]
    target_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(default=CHOSEN)
    file_name_sealed: Mapped[bytes | None]
    file_name = SealedText("file_name_sealed")
    file_sealed: Mapped[bytes | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    replaced_sealed: Mapped[bytes | None]
    replaced_text = SealedText("replaced_sealed")
    judged_sealed: Mapped[bytes | None]
    judged_text = SealedText("judged_sealed")
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # Who decided last; the worker acts in this name.
    decided_by: Mapped[UUID | None]
    applied_at: Mapped[datetime | None]
    # For what came with the account: nobody was there yet, so it can be mended and undone for longer than a day.
    kept_until: Mapped[datetime | None]
    touched_at: Mapped[datetime] = mapped_column(default=now)
    # How often in a row the worker ran into an error, and what it was at when it gave up.
    tries: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[str | None]


class ImportedRow(TenantOwned, Base):
    """What an import did with one row: the record, and its state before and after as sealed JSON."""

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("tenant_id", "import_id", "line"),
        tenant_key("import_id", "imports", ondelete="CASCADE"),
        CheckConstraint(f"action IN {ACTIONS!r}", name="action"),
        CheckConstraint(f"ended IN {ROW_ENDS!r}", name="ended"),
    )

    import_id: Mapped[UUID]
    line: Mapped[int]
    action: Mapped[str]
    record_id: Mapped[UUID | None]
    states_sealed: Mapped[bytes | None]
    states_text = SealedText("states_sealed")
    # What a person knows the record by, for rows that are named.
    name_sealed: Mapped[bytes | None]
    name_text = SealedText("name_sealed")
    # How undoing ended for this row, and the reason (a msgid) where it stayed.
    ended: Mapped[str | None]
    reason: Mapped[str | None]


class ImportColumn(TenantOwned, Base):
    """What a name in a file's header means to this tenant; "" where the column is left out."""

    __tablename__ = "import_columns"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "label"),)

    kind: Mapped[str]
    # The folded name by its blind index: a header may be mistaken, and then hold somebody's name.
    label: Mapped[str]
    column: Mapped[str]
