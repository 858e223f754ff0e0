"""Starting, running and stopping a batch; the line to the exchange is not needed for any of it."""

from __future__ import annotations

import threading
from dataclasses import fields, replace

import pytest
from sqlalchemy import event

from app.batches import preflight as preflight_module
from app.batches import queries, returned, rules, running, service
from app.batches.errors import AlreadyRunning, FiguresChanged, InAnotherBatch, NothingReady, TooMany
from app.batches.models import Batch, BatchItem
from app.batches.repairs import as_draft
from app.batches.wording import plain_reason
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.exchange.models import Message
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.patients.queries import policy
from app.tenants.scope import current_tenant_id, find, in_tenant
from app.worklist import service as worklist
from tests.batches.conftest import (
    EVERYTHING,
    claim_statuses,
    counted,
    drive,
    expected,
    start,
    status,
)
from tests.factories import visits

# Rows are told one by one, and the share is computed anew with every saving.
APART = {"lines", "diagnoses", "patient_share"}


def test_what_is_mended_keeps_all_that_nobody_mended(month, inside):
    made = month(1)
    with inside("badr"):
        claim = find(Claim, made.claims[0])
        claim.emergency, claim.referral_number, claim.offline_reference = True, "R-1", "T-1"
        claim.offline_on = claim.service_date
        claim.lines[0].site = "18"
        typed = as_draft(claim)
        for row, said in ((claim, typed), (claim.lines[0], typed.lines[0])):
            names = [one.name for one in fields(said) if one.name not in APART]
            assert {name: getattr(said, name) or None for name in names if hasattr(row, name)} == {
                name: _plain(getattr(row, name)) for name in names if hasattr(row, name)
            }
        assert {one.name for one in fields(typed)} - set(dir(claim)) == set()


def _plain(value):
    return (tuple(value) if isinstance(value, list) else value) or None


def test_the_check_tells_what_is_ready_and_writes_nothing(month, inside):
    month(4)
    with inside("badr"):
        found = service.preflight(EVERYTHING)
        assert len(found.ready) == 4
        assert found.to_fix == ()
        assert found.blocked.count == 0
        assert not db.session.new
        assert not db.session.dirty
        days = [one.service_date for one in found.ready]
        assert days == sorted(days)


def test_the_check_asks_as_often_for_many_claims_as_for_few(month, inside):
    """Within a step of claims; so the web process never holds more than one step."""
    made = month(8)
    few = ClaimFilter(first_day=month_end(inside, made, 2))
    with inside("badr"):
        counted_few, count_few = statements(lambda: service.preflight(few))
        counted_all, count_all = statements(lambda: service.preflight(EVERYTHING))
    assert count_few < count_all == 8
    assert len(counted_all) <= len(counted_few)


def month_end(inside, made, last):
    """The day of the visit that is so many from the end."""
    with inside("badr"):
        return find(Claim, made.claims[-last]).service_date


def statements(work):
    said = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        found = work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return said, len(found.ready)


def test_the_steps_hold_no_more_than_their_size(month, inside, monkeypatch):
    month(5)
    held = []
    real = preflight_module.findings_of

    def watched(claims, going):
        held.append(len(claims))
        return real(claims, going)

    monkeypatch.setattr(preflight_module, "findings_of", watched)
    monkeypatch.setattr(preflight_module, "STEP", 2)
    monkeypatch.setattr(preflight_module, "MOST_CLAIMS", 5)
    with inside("badr"):
        assert len(service.preflight(EVERYTHING).ready) == 5
        assert held == [2, 2, 1]
        monkeypatch.setattr(preflight_module, "MOST_CLAIMS", 4)
        with pytest.raises(TooMany):
            service.preflight(EVERYTHING)


def test_a_batch_queues_every_claim_in_order_of_its_day(month, inside):
    made = month(6)
    with inside("badr"):
        batch_id = start()
        drive(batch_id)
        assert counted(batch_id) == [("submitted", 6)]
        assert claim_statuses() == {"queued": 6}
        for payer_id in made.payers.values():
            order = db.select(Claim.service_date).join(Message, Message.subject_id == Claim.id)
            days = db.session.scalars(
                order.where(Message.payer_id == payer_id).order_by(Message.position)
            ).all()
            assert len(days) == 3
            assert list(days) == sorted(days)
        assert status(batch_id) == "running"  # Nothing has left yet.


def test_what_was_confirmed_must_still_be_so(month, inside):
    month(3)
    with inside("badr"):
        seen = expected()
        spoiled = {"count": 2, "payer_share": seen.payer_share + 1, "digest": ""}
        for wrong in (replace(seen, **{name: value}) for name, value in spoiled.items()):
            with pytest.raises(FiguresChanged):
                service.start(EVERYTHING, wrong)
            db.session.rollback()
        assert db.session.scalars(db.select(Batch.id)).all() == []


def test_another_claim_for_the_same_money_is_not_what_was_confirmed(month, inside):
    made = month(2)
    with inside("badr"):
        seen = expected()
        before = find(Claim, made.claims[0])
        claims.discard(before.id)
        policy_id, doctor = before.policy_id, made.practitioner_id
        visits.a_draft(policy(policy_id), doctor, days_ago=1)
        now_found = expected()
        assert (now_found.count, now_found.payer_share) == (seen.count, seen.payer_share)
        with pytest.raises(FiguresChanged):
            service.start(EVERYTHING, seen)


@pytest.mark.parametrize(("days_before", "twice"), [(0, True), (40, False)])
def test_the_same_service_twice_is_found_before_either_leaves(month, inside, days_before, twice):
    """Two drafts of one visit: the first leaves, the second is named before the batch, not in its midst."""
    made = month(2)
    with inside("badr"):
        one = find(Claim, made.claims[0])
        days_ago = (today() - one.service_date).days + days_before
        other = visits.a_draft(policy(one.policy_id), made.practitioner_id, days_ago=days_ago)
        found = service.preflight(EVERYTHING)
        doubled = {
            claim.claim_id for group in found.groups if group.code in {"CHK-86", "CHK-87"} for claim in group.claims
        }  # fmt: skip
        assert doubled == ({other.id} if twice else set())
        ready = {claim.claim_id for claim in found.ready}
        assert ready == {*made.claims} | (set() if twice else {other.id})


def test_nothing_ready_starts_nothing(month, inside):
    month(0)
    with inside("badr"), pytest.raises(NothingReady):
        service.start(EVERYTHING, expected())


def test_the_same_filter_starts_once_while_it_runs(month, inside):
    month(2)
    with inside("badr"):
        first = start()
        with pytest.raises(AlreadyRunning) as refused:
            service.start(EVERYTHING, expected())
        assert refused.value.batch_id == first
        service.stop(first)
        db.session.commit()
        assert start() != first


def test_two_who_press_at_one_moment_start_one_batch(app, people, month, inside):
    month(4)
    with inside("badr"):
        seen = expected()
    together, outcomes = threading.Barrier(2), []

    def press() -> None:
        with app.app_context(), in_tenant(people["badr"].tenant_id, people["badr"].user_id):
            together.wait(10)
            try:
                service.start(EVERYTHING, seen)
                db.session.commit()
                outcomes.append("started")
            except AlreadyRunning as refusal:
                outcomes.append(refusal.number)
                db.session.rollback()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    with inside("badr"):
        (number,) = db.session.scalars(db.select(Batch.number))
        assert sorted(outcomes) == sorted(["started", number])
        assert db.session.scalar(db.select(db.func.count()).select_from(BatchItem)) == 4


def test_a_claim_waits_in_one_batch_only(month, inside, monkeypatch):
    made = month(4)
    alpha = ClaimFilter(payer_id=made.payers["DEMO-ALPHA"])
    with inside("badr"):
        start(alpha)
        found = service.preflight(EVERYTHING)
        assert (len(found.ready), len(found.elsewhere)) == (2, 2)
        seen = expected()
        assert seen.count == 2
        # Somebody looked before the other batch was there.
        monkeypatch.setattr("app.batches.preflight._waiting_elsewhere", lambda _ids: set())
        with pytest.raises(InAnotherBatch):
            service.start(EVERYTHING, expected())


def test_a_claim_that_cannot_leave_stops_no_other(month, inside):
    made = month(4)
    with inside("badr"):
        batch_id = start()
        changed, unlicensed = made.claims[0], made.claims[1]
        claim = find(Claim, changed)
        claims.keep_typed(changed, [("lines-0-service", "half")], claim.version)
        other = find(Claim, unlicensed)
        other.practitioner_id = None
        db.session.flush()
        other_version = other.version
        db.session.execute(
            db.update(BatchItem)
            .where(BatchItem.tenant_id == current_tenant_id(), BatchItem.claim_id == unlicensed)
            .values(version=other_version)
        )
        db.session.commit()
        drive(batch_id)
        items = {one.claim_id: one for one in queries.items(batch_id)}
        assert items[changed].reason == "ClaimStale"
        assert (items[unlicensed].reason, items[unlicensed].findings) == (
            "ClaimBlocked",
            ("CHK-22",),
        )
        assert [one.stage for one in items.values()].count(rules.QUEUED) == 2
        assert returned.fix_count(batch_id) == 2


def test_what_a_colleague_works_on_is_told_before_and_left_out(month, inside):
    made = month(4)
    with inside("amal"):
        worklist.take("claim", made.claims[0])
        db.session.commit()
    with inside("badr"):
        worklist.take("claim", made.claims[1])  # One's own work is no hindrance.
        db.session.commit()
        found = service.preflight(EVERYTHING)
        (group,) = found.to_fix
        assert (group.code, group.claims[0].claim_id) == ("TakenByOther", made.claims[0])
        assert {one.claim_id for one in found.ready} == set(made.claims[1:])
        worklist.let_go("claim", made.claims[1])
        batch_id = start()
        drive(batch_id)
        assert counted(batch_id) == [("submitted", 3)]


def test_what_a_colleague_takes_meanwhile_is_left_out_with_its_words(month, inside):
    made = month(2)
    with inside("badr"):
        batch_id = start()
    with inside("amal"):
        worklist.take("claim", made.claims[0])
        db.session.commit()
    with inside("badr"):
        drive(batch_id)
        items = {one.claim_id: one for one in queries.items(batch_id)}
        assert items[made.claims[0]].reason == "TakenByOther"
        assert plain_reason(items[made.claims[0]]) == "A colleague was working on it."


def test_stopping_takes_back_what_has_not_left_and_nothing_else(month, inside, monkeypatch):
    month(6)
    monkeypatch.setattr(running, "A_DRIVE", 2)
    with inside("badr"):
        batch_id = start()
        running.drive(batch_id)
        running.drive(batch_id)
        assert counted(batch_id) == [("submitted", 4), ("waiting", 2)]
        # One of the four is on the wire.
        from app.exchange import journal

        message = db.session.scalars(db.select(Message).order_by(Message.position)).first()
        journal.step(message, "taken")
        journal.mark_dispatched(message)
        db.session.commit()
        assert service.stop(batch_id) == 5
        db.session.commit()
        assert claim_statuses() == {"draft": 5, "sent": 1}
        assert status(batch_id) == "cancelled"
        drive(batch_id)
        assert claim_statuses() == {"draft": 5, "sent": 1}
        with pytest.raises(NotPossible):
            service.stop(batch_id)


def test_one_worker_at_a_time(month, inside):
    month(2)
    with inside("badr"):
        batch_id = start()
        me = running.take(batch_id)
        assert me is not None
        running.drive(batch_id)
        assert counted(batch_id) == [("waiting", 2)]
        running._release(batch_id, me)
        running.drive(batch_id)
        assert counted(batch_id) == [("submitted", 2)]


def test_a_worker_that_lost_its_lease_submits_nothing_more(month, inside):
    month(2)
    with inside("badr"):
        batch_id = start()
        me = running.take(batch_id)
        (first, _second) = running._next(batch_id)
        db.session.execute(
            db.update(Batch)
            .where(Batch.tenant_id == current_tenant_id())
            .values(leased_by=batch_id)
        )
        db.session.commit()
        assert running._submit(batch_id, first, me) is False
        assert counted(batch_id) == [("waiting", 2)]


def test_a_part_leaves_when_the_one_before_it_has_left(month, inside, monkeypatch):
    made = month(6)
    with inside("badr"):
        batch_id = start()
        db.session.execute(db.text("UPDATE batch_items SET part = (position - 1) / 2 + 1"))
        db.session.commit()
        drive(batch_id)
        # One claim of each payer lies queued: the next parts wait until those have left.
        assert counted(batch_id) == [("submitted", 2), ("waiting", 4)]
        alpha = made.payers["DEMO-ALPHA"]
        db.session.execute(
            db.text(
                "UPDATE claims SET status = 'sent' WHERE status = 'queued' AND payer_id = :alpha"
            ),
            {"alpha": alpha},
        )
        db.session.commit()
        drive(batch_id)
        # Alpha's line works, so Alpha's go on; Beta's wait and hold nobody up.
        assert counted(batch_id) == [("submitted", 3), ("waiting", 3)]


def test_a_batch_is_done_once_all_have_left(month, inside):
    month(2)
    with inside("badr"):
        batch_id = start()
        drive(batch_id)
        assert status(batch_id) == "running"
        db.session.execute(db.text("UPDATE claims SET status = 'accepted' WHERE status = 'queued'"))
        db.session.commit()
        running.drive(batch_id)
        assert status(batch_id) == "done"


def test_what_needs_a_person_is_the_same_for_the_database_and_the_rule(month, inside):
    month(1)
    from app.batches.states import ITEM_STATUSES
    from app.claims.states import CLAIM

    with inside("badr"):
        batch_id = start()
        for item in ITEM_STATUSES:
            for claim in CLAIM.statuses:
                db.session.execute(db.text("UPDATE batch_items SET status = :s"), {"s": item})
                db.session.execute(db.text("UPDATE claims SET status = :s"), {"s": claim})
                wanted = rules.needs_fix(item, claim)
                assert bool(returned.fix_count(batch_id)) is wanted, (item, claim)
                found = queries.items(batch_id, stages=tuple(rules.NEEDS_FIX))
                assert bool(found) is wanted, (item, claim)
        db.session.rollback()
