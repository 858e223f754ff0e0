"""Views of reports that somebody keeps: a name for a family, a tab and its filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.scope import TenantOwned


class SavedView(TenantOwned, Base):
    """A report as somebody likes to see it; with a role, everybody of that role sees it too."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("tenant_id", "created_by", "name"),)

    name: Mapped[str]
    family: Mapped[str]
    tab: Mapped[str]
    # Names of filters and their values as they stand in the address: ids and days, never a person's name.
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    role: Mapped[str | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(default=now)
