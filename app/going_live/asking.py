"""The owner's side: what is missing, asking, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.contracts.queries import contract_for, contracts, price_list_for
from app.exchange.connections import has_line
from app.going_live import rules
from app.going_live.errors import AskedAlready, LiveAlready, StillMissing
from app.going_live.models import LiveRequest
from app.going_live.rules import Readiness
from app.going_live.states import ASKED, LIVE_REQUEST
from app.kernel.clock import today
from app.kernel.db import db
from app.plans.queries import own_account
from app.practitioners.queries import practitioners
from app.tenants.history import History
from app.tenants.queries import facilities, tenant
from app.tenants.scope import actor_id, find

HISTORY = History("live_request")


def readiness(rehearsed: Mapping[str, int]) -> Readiness:
    """What is known of the present tenant."""
    day = today()
    insured = {one.payer_id for one in contracts() if contract_for(one.payer_id, day)}
    return Readiness(
        rehearsed=rehearsed,
        licence_ends=tuple(one.licence_to for one in facilities()),
        practitioners=len([one for one in practitioners(day) if one.licence_to >= day]),
        contracts=len(insured),
        price_lists=len([one for one in insured if price_list_for(one, day)]),
        has_plan=own_account().terms_on(day).plan is not None,
        has_line=has_line(live=True),
    )


def latest() -> LiveRequest | None:
    """The newest request of the present tenant."""
    query = select(LiveRequest).order_by(LiveRequest.asked_at.desc(), LiveRequest.id.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def ask(rehearsed: Mapping[str, int]) -> LiveRequest:
    """Ask the operator; what is missing of the rehearsal is named. Raises LiveAlready, AskedAlready, StillMissing."""
    if not tenant().practice_mode:
        raise LiveAlready
    before = latest()
    if before is not None and before.status not in LIVE_REQUEST.final:
        raise AskedAlready
    missing = rules.gaps(readiness(rehearsed), today())
    if not rules.may_ask(missing):
        raise StillMissing
    asked = LiveRequest(status=ASKED, asked_by=actor_id(), gaps=missing, rehearsed=dict(rehearsed))
    db.session.add(asked)
    db.session.flush()
    HISTORY.tell(LIVE_REQUEST, asked, "asked", {"gaps": missing})
    return asked


def withdraw() -> None:
    """Take the open request back; raises NotPossible, and nothing happens where none was ever asked."""
    newest = latest()
    if newest is not None:
        HISTORY.move(LIVE_REQUEST, find(LiveRequest, newest.id, for_update=True), "withdrawn", {})
        db.session.flush()
