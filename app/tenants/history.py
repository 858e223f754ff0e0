"""Moving a status: every step goes into the audit chain and, where a record has one, into its timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.trail import Event, record
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.tenants.scope import TenantOwned, actor_id, current_tenant_id


class TimelineEntry(TenantOwned):
    """One entry of a record's timeline; the table that has them names the record they belong to."""

    # Several steps may fall into one moment; they are told in the order in which they were written.
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    at: Mapped[datetime] = mapped_column(default=now)
    event: Mapped[str]
    from_status: Mapped[str]
    to_status: Mapped[str]
    actor_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


@dataclass(frozen=True)
class History:
    """Where the steps of a kind of record are written: `entry` makes one of its timeline for (record, axis)."""

    subject: str
    entry: Callable[[Any, str], TimelineEntry] | None = None

    def move(
        self, machine: StateMachine, subject: Any, event: str, details: dict[str, Any], axis: str = "status"
    ) -> str:  # fmt: skip
        """Let an event happen to the record; returns the new status. Raises NotPossible."""
        write = partial(self._write, axis=axis, details=details)
        return machine.move(subject, event, by=actor_id(), at=now(), trail=write, attribute=axis)

    def correct(
        self, machine: StateMachine, subject: Any, event: str, details: dict[str, Any]
    ) -> str:
        """Put right a status that was wrong; only corrections pass. Raises NotPossible."""
        write = partial(self._write, axis="status", details=details)
        return machine.correct(subject, event, by=actor_id(), at=now(), trail=write)

    def tell(
        self, machine: StateMachine, subject: Any, event: str, details: dict[str, Any]
    ) -> None:
        """Something worth telling that moves no status."""
        write = partial(self._write, axis="status", details=details)
        write(machine, subject, subject.status, event, subject.status, actor_id(), now())

    def _write(  # noqa: PLR0917 - the state machine hands these over in its own order
        self, _machine: StateMachine, subject: Any, before: str, event: str, after: str, by: Any,
        at: datetime, *, axis: str, details: dict[str, Any],
    ) -> None:  # fmt: skip
        if self.entry is not None:
            entry = self.entry(subject, axis)
            entry.at, entry.event, entry.actor_id, entry.details = at, event, by, details
            entry.from_status, entry.to_status = before, after
            db.session.add(entry)
        record(
            Event(
                tenant_id=current_tenant_id(),
                event=f"{self.subject}.{event}",
                subject_kind=self.subject,
                subject_id=subject.id,
                actor_id=by,
                changes={axis: [before, after], **details},
                at=at,
            )
        )
