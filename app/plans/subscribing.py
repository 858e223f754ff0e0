"""Choosing and changing a plan: what is shown is what is written. Verbs flush, never commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from app.audit.trail import note
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.plans import books
from app.plans.accounts import Account, Change, Terms, planned
from app.plans.books import CHANGES
from app.plans.errors import NothingPlanned, PlanUnknown, PreviewOutdated
from app.plans.preview import Applied, apply
from app.plans.pricing import ADD_ON, Catalogue
from app.tenants.models import Tenant
from app.tenants.scope import actor_id


def show(tenant_id: UUID, terms: Terms, when: str) -> Applied:
    """What a change would do; writes nothing. Raises NotFound, and as `preview.apply`."""
    if db.session.scalar(select(Tenant.id).where(Tenant.id == tenant_id)) is None:
        raise NotFound
    catalogue, account = books.catalogue(), books.account(tenant_id)
    _refuse_unsold(catalogue, account, terms)
    if not account.changes and terms.plan is not None:
        # The first plan brings the trial; later ones bring no second.
        account = replace(account, trial_claims=catalogue.plan(terms.plan).trial_claims)
    return apply(catalogue, account, terms, when, today())


def _refuse_unsold(catalogue: Catalogue, account: Account, terms: Terms) -> None:
    """An add-on is no plan, a plan no add-on; what is off sale stays with those who have it. Raises PlanUnknown."""
    has = account.terms_on(today())
    sold = {*books.on_sale(), has.plan, *has.add_ons}
    chosen = [(terms.plan, False)] if terms.plan is not None else []
    for code, added in (*chosen, *((code, True) for code in sorted(terms.add_ons))):
        if (catalogue.plan(code).kind == ADD_ON) is not added or code not in sold:
            raise PlanUnknown


def choose(tenant_id: UUID, terms: Terms, when: str, *, seen: str | None = None) -> Applied:
    """Take a decision for today or for the first of next month; `seen` is the seal of what was agreed to.

    Raises PreviewOutdated where it would do something else than that, and as `preview.apply`.
    """
    books.one_at_a_time(tenant_id)
    done = show(tenant_id, terms, when)
    if seen is not None and seen != done.seal:
        raise PreviewOutdated
    _write(tenant_id, done.change, done.account.trial_claims)
    note(
        "plan.chosen", "tenant", tenant_id, plan=terms.plan, add_ons=sorted(terms.add_ons),
        paused=terms.paused, on=done.change.on.isoformat(), net=str(done.sums.net),
    )  # fmt: skip
    return done


def _write(tenant_id: UUID, change: Change, trial_claims: int) -> None:
    terms = change.terms
    db.session.execute(
        insert(CHANGES).values(
            tenant_id=tenant_id, id=new_id(), on_day=change.on, plan=terms.plan,
            add_ons=sorted(terms.add_ons), paused=terms.paused, trial_claims=trial_claims,
            decided_at=now(), decided_by=actor_id(),
        )
    )  # fmt: skip


def end(tenant_id: UUID) -> None:
    """No plan from tomorrow on, whatever was planned: what was paid ahead for later is given back."""
    books.one_at_a_time(tenant_id)
    tomorrow = today() + timedelta(days=1)
    waiting = planned(books.account(tenant_id), today())
    if waiting == Change(tomorrow, Terms()):
        return
    if waiting is not None:
        withdraw(tenant_id)
    account = books.account(tenant_id)
    if account.terms_on(tomorrow) == Terms():
        return
    _write(tenant_id, Change(tomorrow, Terms()), account.trial_claims)
    note("plan.ended", "tenant", tenant_id, on=tomorrow.isoformat())


def withdraw(tenant_id: UUID) -> None:
    """Take back the change that waits for its day. Raises NothingPlanned."""
    books.one_at_a_time(tenant_id)
    waiting = planned(books.account(tenant_id), today())
    if waiting is None:
        raise NothingPlanned
    db.session.execute(
        update(CHANGES)
        .where(
            CHANGES.c.tenant_id == tenant_id, CHANGES.c.on_day > today(),
            CHANGES.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now(), withdrawn_by=actor_id())
    )  # fmt: skip
    note("plan.withdrawn", "tenant", tenant_id, plan=waiting.terms.plan, on=waiting.on.isoformat())
