"""One holder at a time: taken, kept, let go, taken over when it ran out, and never by two at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.claims import closing
from app.claims import service as claims
from app.claims.parts import Shortfall
from app.disputes import service as disputes
from app.disputes.rules import Answers
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.scope import in_tenant
from app.worklist import queries, service
from app.worklist.errors import TakenByOther
from app.worklist.models import WorkLease

ONE = uuid4()


def taken(inside, name, subject=ONE, **more):
    with inside(name):
        lease = service.take("claim", subject, **more)
        found = lease.taken_at, lease.until
        db.session.commit()
    return found


def test_what_one_has_nobody_else_takes(inside, clock):
    since, until = taken(inside, "badr")
    assert until - since == timedelta(minutes=10)
    with inside("huda"):
        with pytest.raises(TakenByOther) as caught:
            service.take("claim", ONE)
        assert (caught.value.holder, caught.value.until) == ("Badr", until)
        found = queries.holder("claim", ONE)
        assert (found.name, found.since, found.is_me) == ("Badr", since, False)
        service.let_go("claim", ONE)
        assert queries.holder("claim", ONE) is not None


def test_ones_own_other_window_goes_on_and_the_beginning_stays(inside, clock):
    since, until = taken(inside, "badr")
    clock.shift(timedelta(minutes=4))
    again, later = taken(inside, "badr")
    assert (again, later) == (since, until + timedelta(minutes=4))


def test_it_is_taken_over_when_it_ran_out_and_not_before(inside, clock):
    taken(inside, "badr")
    clock.shift(timedelta(minutes=9, seconds=59))
    with inside("huda"), pytest.raises(TakenByOther):
        service.take("claim", ONE)
    clock.shift(timedelta(seconds=1))
    since, _until = taken(inside, "huda")
    assert since == now()
    with inside("badr"), pytest.raises(TakenByOther):
        service.keep("claim", ONE)


def test_what_was_let_go_is_free(inside, clock):
    taken(inside, "badr")
    with inside("badr"):
        service.let_go("claim", ONE)
        assert queries.holders("claim", [ONE]) == {}
        db.session.commit()
    taken(inside, "huda")


def test_prolonging_helps_the_holder_only(inside, clock):
    _since, until = taken(inside, "badr")
    clock.shift(timedelta(minutes=5))
    for name, moved in (("huda", 0), ("badr", 5)):
        with inside(name):
            service.prolong("claim", ONE)
            db.session.commit()
            assert queries.holder("claim", ONE).until == until + timedelta(minutes=moved)


def test_of_many_who_take_at_once_one_has_it(app, inside, people):
    gate = threading.Barrier(4)

    def work(name):
        person = people[name]
        with app.app_context(), in_tenant(person.tenant_id, person.user_id):
            gate.wait(10)
            try:
                service.take("claim", ONE)
            except TakenByOther:
                return None
            db.session.commit()
            return name

    with ThreadPoolExecutor(4) as pool:
        winners = [name for name in pool.map(work, ("amal", "badr", "huda", "salim")) if name]
    assert len(winners) == 1
    with inside("amal"):
        assert db.session.scalar(select(func.count(WorkLease.id))) == 1


def test_another_clinic_has_its_own(inside, clock):
    taken(inside, "badr")
    with inside("salma"):
        assert queries.holders("claim", [ONE]) == {}
    taken(inside, "salma")
    with inside("badr"):
        assert queries.holder("claim", ONE).is_me


def test_the_house_itself_takes_nothing_and_is_kept_out(app, people, inside, clock):
    taken(inside, "badr")
    with app.app_context(), in_tenant(people["badr"].tenant_id):
        with pytest.raises(service.NobodyActs):
            service.take("claim", ONE)
        with pytest.raises(TakenByOther):
            service.refuse_if_taken("claim", ONE)


def test_no_verb_on_a_claim_goes_over_somebodys_work(inside, noor):
    taken(inside, "badr", noor.rejected)
    taken(inside, "badr", noor.draft)
    short = Shortfall(claim_id=noor.rejected, line=1, due=Decimal(9), paid=Decimal(3), comment="", reason_if_late="")  # fmt: skip
    verbs = (
        lambda: claims.reopen(noor.rejected),
        lambda: closing.close(noor.rejected, "not_worth_it"),
        lambda: closing.reopen_closed(noor.rejected),
        lambda: claims.withdraw(noor.draft),
        lambda: disputes.open_dispute(
            noor.rejected,
            Answers(claim_wrong=True, decision_wrong=False, only_missing=False),
            lines=(),
            comment="",
        ),
        lambda: disputes.complain_of_shortfall(short),
        lambda: claims.submit(noor.draft, 1),
        lambda: claims.keep_typed(noor.draft, [], 1),
        lambda: claims.discard(noor.draft),
    )
    with inside("amal"):
        for verb in verbs:
            with pytest.raises(TakenByOther):
                verb()


def test_putting_right_takes_it_and_sending_lets_it_go(inside, noor):
    with inside("badr"):
        claims.reopen(noor.rejected)
        assert queries.holder("claim", noor.rejected).is_me
        claims.submit(noor.rejected, claims.find(claims.Claim, noor.rejected).version)
        assert queries.holder("claim", noor.rejected) is None
