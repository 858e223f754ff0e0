"""Clinics with a plan and a past: opened, used and invoiced on earlier days, by the verbs that do it on the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.demo import setting
from app.demo.people import Staff
from app.kernel import clock
from app.kernel.clock import telling
from app.kernel.db import db
from app.plans import billing, subscribing
from app.plans import telling as news
from app.plans.accounts import Terms
from app.plans.models import PlanRow
from app.plans.proration import Month
from app.tenants.scope import as_platform, in_tenant
from tests.factories import plans
from tests.plans.prices import LONG_AGO

ARABIC = "عيادة نزوى"
# After the last day of a month, the days in which an invoice is looked through, and one more.
PAST_GRACE = timedelta(days=5)


@dataclass(frozen=True)
class Customer:
    """A clinic, and who of it walks through the house."""

    id: UUID
    key: str
    owner: str
    officer: str

    @property
    def name(self) -> str:
        return f"Nizwa Clinic {self.key}"


def months_ago(count: int) -> Month:
    """Of the present month, counted backwards."""
    return Month.of(clock.today()).and_before(count + 1)[0]


def open_clinic(key: str, language: str, since: date) -> Customer:
    """With an owner and a claims officer, paying by user since that day. Commits."""
    sell_once()
    one = Customer(UUID(int=0), key, f"owner@{key}.example", f"officer@{key}.example")
    with telling(plans.at(since)):
        town = ("Nizwa", "نزوى")
        identity = setting.open_clinic(key, one.name, ARABIC, town, since - timedelta(days=30))
        with in_tenant(identity):
            setting._seat(
                Staff(key, one.owner, "Zahra Al Maamari", "زهراء المعمرية", "owner", language)
            )
            setting._seat(
                Staff(
                    key, one.officer, "Aisha Al Kindi", "عائشة الكندية", "claims_officer", language
                )
            )
            subscribing.choose(identity, Terms("users"), "now")
            db.session.commit()
    return Customer(identity, key, one.owner, one.officer)


def sell_once() -> None:
    """Once: all customers of a house buy from one list."""
    with as_platform():
        if db.session.scalars(db.select(PlanRow).limit(1)).first() is None:
            with telling(plans.at(LONG_AGO)):
                plans.sell()
            db.session.commit()


def accept(one: Customer, day: date, claims: int) -> None:
    """So many claims of that day, as the meter counts them. Commits."""
    with in_tenant(one.id):
        plans.accept(one.id, day, claims)
        db.session.commit()


def close(one: Customer, month: Month) -> UUID:
    """On the first day after a month: its invoice is written and waits its days. Commits."""
    with telling(plans.at(month.next.first)), as_platform():
        identity = billing.close(one.id, month)
        db.session.commit()
    assert identity is not None
    return identity


def finalise(one: Customer, month: Month, invoice: UUID) -> str:
    """After those days: it gets its number. Commits."""
    with telling(plans.at(month.next.first + PAST_GRACE)), as_platform():
        number = billing.finalise(one.id, invoice)
        db.session.commit()
    assert number is not None
    return number


def hear(one: Customer) -> None:
    """The round in which a tenant is told what is new. Commits."""
    with in_tenant(one.id):
        news.tell()
        db.session.commit()
