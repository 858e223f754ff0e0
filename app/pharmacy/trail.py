"""The trail of a record of the pharmacy: every step goes into its timeline and the audit chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.tenants.scope import current_scope


@dataclass(frozen=True, kw_only=True)
class Trail:
    """One kind of record: its machine, the table of its timeline, the key in it, and its audit name."""

    machine: StateMachine
    events: type[Any]
    key: str
    subject: str

    def move(self, record: Any, event: str, **details: Any) -> str:
        """Let an event happen to the record; raises NotPossible."""
        scope = current_scope()
        by = scope.user_id if scope else None
        return self.machine.move(record, event, by=by, at=now(), trail=self._writer(details))

    def tell(self, record: Any, event: str, **details: Any) -> None:
        """Something worth telling that moves no status."""
        scope = current_scope()
        by = scope.user_id if scope else None
        self._write(record, record.status, event, record.status, by, now(), details)

    def _writer(self, details: dict[str, Any]) -> Any:
        def write(  # noqa: PLR0917 - the state machine hands these over in its own order
            _machine: StateMachine, record: Any, before: str, event: str, after: str, by: Any, at: datetime,
        ) -> None:  # fmt: skip
            self._write(record, before, event, after, by, at, details)

        return write

    def _write(  # noqa: PLR0917 - as the state machine hands them over
        self, record: Any, before: str, event: str, after: str, by: Any, at: datetime, details: dict[str, Any]
    ) -> None:  # fmt: skip
        entry = self.events(
            at=at, event=event, from_status=before, to_status=after, actor_id=by, details=details
        )
        setattr(entry, self.key, record.id)
        db.session.add(entry)
        note(f"{self.subject}.{event}", self.subject, record.id, status=[before, after], **details)
