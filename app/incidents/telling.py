"""Letters about trouble of the service: each tenant's owners hear of it once, and once that it works again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import or_, select, update

from app.incidents.models import Incident
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.words import N_
from app.mail import service as mail
from app.mail.letters import link
from app.tenants import told
from app.tenants.rounds import for_each_tenant

BEGAN, ENDED = "incident_began", "incident_ended"
SUBJECTS = {BEGAN: N_("Something of Maqbul does not work"), ENDED: N_("Maqbul works again")}
# Usually none: every tick asks.
_UNTOLD = (
    select(Incident)
    .where(or_(Incident.told_at.is_(None), Incident.ended_at.is_not(None) & Incident.told_end_at.is_(None)))
    .order_by(Incident.began_at)
    .limit(5)
)  # fmt: skip

# Who the owners are is known beside this package; the wiring says how they are written to.
_tell_owners: list[Callable[..., None]] = []


def tell_with(write: Callable[..., None]) -> None:
    """How owners are written to; told once by the wiring."""
    _tell_owners[:] = [write]


def tell_all() -> None:
    """Every tick: what owners were not written to about yet. A round that is stopped goes on where it was."""
    untold = db.session.scalars(_UNTOLD).all() if mail.can_send() else ()
    for one in untold:
        _tell(one.id, BEGAN if one.ended_at is None else ENDED)


def _tell(incident_id: UUID, kind: str) -> None:
    def work() -> None:
        if told.first_time(kind, str(incident_id)):
            _write(kind, incident_id)

    db.session.rollback()
    for_each_tenant(work)
    if jobs.stopping():
        return
    found = {"told_end_at": now()} if kind == ENDED else {}
    db.session.execute(
        update(Incident).where(Incident.id == incident_id).values(told_at=now(), **found)
    )
    db.session.commit()


def _write(kind: str, incident_id: UUID) -> None:
    one = db.session.get_one(Incident, incident_id)
    for write in _tell_owners:
        write(
            "incidents", SUBJECTS[kind], "incidents/letters/incident.txt", has_ended=kind == ENDED,
            words_en=one.words_en, words_ar=one.words_ar, began_at=one.began_at,
            ended_at=one.ended_at, url=link("incidents.status"),
        )  # fmt: skip
