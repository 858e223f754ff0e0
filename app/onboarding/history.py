"""Moving an application's status: every step goes into its timeline and into the installation's trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.trail import note_platform
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.onboarding.models import Application, ApplicationEvent
from app.onboarding.states import APPLICATION


def move(application: Application, event: str, **details: Any) -> str:
    """Let an event happen to an application; returns the new status. Raises NotPossible."""

    def write(
        _machine: StateMachine, _record: object, before: str, event: str, after: str, _by: object,
        at: datetime,
    ) -> None:  # fmt: skip
        _add(application, event, before, after, at, details)
        note_platform(f"application.{event}", application=str(application.id), **details)

    return APPLICATION.move(application, event, by=None, at=now(), trail=write)


def tell(application: Application, event: str, **details: Any) -> None:
    """Something worth telling that moves no status."""
    _add(application, event, application.status, application.status, now(), details)


def events(application: Application) -> list[ApplicationEvent]:
    """Everything that happened to an application, the newest first."""
    query = select(ApplicationEvent).where(ApplicationEvent.application_id == application.id)
    return list(db.session.scalars(query.order_by(ApplicationEvent.position.desc())))


def _add(  # noqa: PLR0917 - one entry
    application: Application, event: str, before: str, after: str, at: datetime, details: dict[str, Any]
) -> None:  # fmt: skip
    db.session.add(
        ApplicationEvent(
            application_id=application.id, at=at, event=event, from_status=before, to_status=after,
            details=details,
        )
    )  # fmt: skip
