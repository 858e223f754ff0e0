"""Simulations and proposals against claims whose fate is written here by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.claims.models import Claim
from app.claims.rulebook import queries, recent, searching, service, settling, simulation, writing
from app.claims.rulebook.conditions import ALL, Condition, Group, read
from app.claims.rulebook.errors import SimulationFull
from app.claims.rulebook.models import HouseRule, RuleProposal, Simulation
from app.claims.rulebook.own_rules import RuleDraft
from app.claims.rulebook.service import NewSetting
from app.claims.rulebook.states import DONE, WAITING
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.kernel.words import Bilingual
from app.patients.queries import policy
from app.tenants.scope import current_tenant_id
from tests.factories import visits

LAB = Group(ALL, (Condition("service", "one_of", ("LAB-CBC",)),))
REASON = "DEMO-MN-1"
JANUARY = date(2026, 1, 1)

# services, status, adjudication, approved (None: all of it), how often
PAST = (
    (("LAB-CBC",), "adjudicated", "denied", "0", 4),
    (("LAB-CBC", "CONS-GP"), "adjudicated", "partial", "1.000", 1),
    (("LAB-CBC",), "rejected", "none", "0", 1),
    (("LAB-CBC",), "adjudicated", "approved", None, 2),
    (("LAB-CBC",), "accepted", "pended", None, 1),
    (("CONS-GP",), "adjudicated", "approved", None, 12),
    (("CONS-GP",), "adjudicated", "denied", "0", 1),
)


@pytest.fixture
def past(in_clinic):
    """Claims as the insurer left them; a draft and one of long ago, which no simulation looks at."""
    return _past(in_clinic)


@pytest.fixture
def past_outside(noor, inside):
    """The same, for tests that look at pages."""
    with inside("amal"):
        _past(noor)


def _past(clinic):
    made = []
    for services, status, adjudication, approved, count in PAST:
        for _n in range(count):
            made.append(_left(clinic, services, len(made) + 1, status, adjudication, approved))
    visits.a_draft(
        policy(clinic.policy_id), clinic.practitioner_id, services=("LAB-CBC",), days_ago=40
    )
    _left(clinic, ("LAB-CBC",), 91, "adjudicated", "denied", "0")
    db.session.commit()
    return made


def _left(clinic, services, days_ago, status, adjudication, approved) -> Claim:
    claim = visits.a_draft(
        policy(clinic.policy_id), clinic.practitioner_id, services=services, days_ago=days_ago
    )
    claim.status, claim.adjudication, claim.attempts = status, adjudication, 1
    claim.submitted_at = claim.created_at
    claim.approved = claim.payer_share if approved is None else Decimal(approved)
    if adjudication == "pended":
        claim.approved = None
    for line in claim.lines:
        refused = approved is not None and line.local_code == services[0]
        line.approved = Decimal(0) if refused else line.payer_share
        line.reason_code = REASON if refused and adjudication != "none" else None
    if status == "rejected":
        claim.problem_code = "DEMO-BV-9"
    db.session.flush()
    return claim


def share(claims, code) -> Decimal:
    return next(line.payer_share for c in claims for line in c.lines if line.local_code == code)


def test_a_rule_on_the_last_90_days(past):
    found = simulation.of_rule(None, "OWN-01", LAB, "hold")
    assert found.status == DONE
    told = found.result
    assert (told["looked"], told["touched"]) == (22, 9)
    assert (told["refused"], told["paid"], told["undecided"]) == (6, 2, 1)
    lab, visit = share(past, "LAB-CBC"), share(past, "CONS-GP")
    # Four denied and one rejected whole, and of the partial one all but a rial.
    assert Decimal(told["amount"]) == 5 * lab + (lab + visit - 1)
    assert sorted(one["decision"] for one in told["claims"]) == ["approved"] * 2 + ["denied"] * 4 + ["partial", "pended", "rejected"]  # fmt: skip


def test_a_rule_that_fits_nothing(past):
    when = Group(ALL, (Condition("quantity", "more_than", ("99",)),))
    told = simulation.of_rule(None, "OWN-01", when, "warn").result
    assert (told["looked"], told["touched"], told["claims"]) == (22, 0, [])


def test_a_setting_against_the_one_in_force(past):
    """None of these was ever checked for eligibility, so CHK-13 speaks of all; off, of none."""
    off = simulation.of_setting(NewSetting(edit="CHK-13", severity="off", valid_from=JANUARY, reason="x"))  # fmt: skip
    assert (off.result["looked"], off.result["before"], off.result["touched"]) == (22, 22, 0)
    service.set_edit(NewSetting(edit="CHK-13", severity="off", valid_from=JANUARY, reason="x"))
    block = simulation.of_setting(NewSetting(edit="CHK-13", severity="block", valid_from=JANUARY, reason="x"))  # fmt: skip
    assert (block.result["before"], block.result["touched"], block.result["refused"]) == (0, 22, 7)
    assert queries.all_settings()[0].severity == "off", "trying changes nothing"


def test_many_claims_are_counted_by_the_worker_in_steps(past, monkeypatch, in_clinic):
    monkeypatch.setattr(simulation, "AT_ONCE", {"rule": 5, "setting": 5, "proposals": 5})
    monkeypatch.setattr(recent, "STEP", 4)
    begun = simulation.of_rule(None, "OWN-01", LAB, "hold")
    assert (begun.status, begun.total, begun.result) == (WAITING, 22, None)
    with pytest.raises(SimulationFull):
        simulation.of_rule(None, "OWN-01", LAB, "hold")
    tenant_id, row_id = current_tenant_id(), begun.id
    db.session.commit()
    _work(tenant_id, row_id)
    kept = db.session.scalars(select(Simulation)).one()
    assert (kept.status, kept.done, kept.result["touched"]) == (DONE, 22, 9)
    _work(tenant_id, row_id)
    assert db.session.scalars(select(Simulation)).one().result["touched"] == 9, "once"


def _work(tenant_id, row_id) -> None:
    """The job, as a worker runs it: outside the test's own scope."""
    from app.tenants import scope

    mine = scope._scope.set(None)
    db.session.remove()
    simulation.simulate(str(tenant_id), str(row_id))
    scope._scope.reset(mine)
    db.session.remove()


def test_proposals_rest_on_own_refusals(past):
    simulation.of_refusals()
    (found,) = settling.waiting()
    # Lines with LAB-CBC: four denied and one of the partial claim for this reason, of eight decided.
    assert found.reason_code == REASON
    assert (found.features, found.support) == ([["service", "LAB-CBC"]], 5)
    assert found.matched == 8
    assert found.amount == 5 * share(past, "LAB-CBC")
    assert (found.backtest["touched"], found.backtest["refused"]) == (9, 6)


def test_accepting_makes_a_rule_dated_today(past):
    simulation.of_refusals()
    rule = settling.accept(settling.waiting()[0].id)
    assert read(rule.conditions) == LAB
    assert (rule.origin, rule.action, rule.active) == ("proposal", "warn", True)
    assert rule.valid_from == date(2026, 11, 22)
    assert "5 of 8 such lines were refused" in rule.message_en
    assert "رُفض 5 من 8" in rule.message_ar
    assert settling.waiting() == []
    kept = db.session.scalars(select(RuleProposal)).one()
    assert kept.rule_id == rule.id
    with pytest.raises(NotPossible):
        settling.accept(kept.id)
    simulation.of_refusals()
    assert settling.waiting() == []


def test_what_was_dismissed_is_not_proposed_again(past):
    simulation.of_refusals()
    settling.dismiss(settling.waiting()[0].id, "we know")
    simulation.of_refusals()
    assert settling.waiting() == []
    kept = db.session.scalars(select(RuleProposal)).one()
    assert (kept.status, kept.reason) == ("dismissed", "we know")
    assert db.session.scalars(select(HouseRule)).all() == []


def test_searching_again_brings_the_counts_up_to_date(past, in_clinic):
    simulation.of_refusals()
    _left(in_clinic, ("LAB-CBC",), 60, "adjudicated", "denied", "0")
    simulation.of_refusals()
    (found,) = settling.waiting()
    assert (found.support, found.matched) == (6, 9)


def test_undecided_claims_make_no_lines(past):
    pended = next(claim for claim in past if claim.adjudication == "pended")
    assert list(searching.judged(pended)) == []


# ---- pages --------------------------------------------------------------------------------------


def test_the_pages_say_it_in_words(past_outside, as_, inside):
    with inside("amal"):
        rule = writing.begin()
        draft = RuleDraft(
            name="Labs", when=LAB, action="hold", message=Bilingual("a", "ب"), valid_from=JANUARY
        )
        rule_id = writing.save(rule.id, draft, rule.version).id
        db.session.commit()
    badr = as_("badr")
    page = badr.post(f"/claims/rules/own/{rule_id}/simulate", follow=True)
    assert "22 claims that left were looked at" in page.text
    assert "The rule would have held 9 claims." in page.text
    assert "6 of them were refused, in whole or in part" in page.text
    assert "67%" in page.text
    assert len(page.rows()) == 9
    page = badr.post("rulebook.search", follow=True)
    assert "If service of the line is one of LAB-CBC" in page.text
    assert "5 of 8 lines that fit were refused for it" in page.text
    form = next(one for one in page.all("form") if one.get("action", "").endswith("/accept"))
    page = badr.post(form.get("action"), follow=True)
    assert "The rule was made" in page.text


def test_a_setting_is_tried_before_it_is_saved(past_outside, as_, inside):
    badr = as_("badr")
    day = date(2026, 11, 22)
    form = {"severity": "block", "reason": "asked for", "try": "1", "valid_from-day": str(day.day),
            "valid_from-month": str(day.month), "valid_from-year": str(day.year)}  # fmt: skip
    page = badr.post("/claims/rules/edits/CHK-13/set", form, follow=True)
    assert "the check would have spoken of 22 claims" in page.text
    assert "As it is set now, it would have spoken of 22 claims" in page.text
    with inside("amal"):
        assert queries.all_settings() == []
    use = next(one for one in page.all("form") if one.get("action", "").endswith("/use"))
    page = badr.post(use.get("action"), follow=True)
    assert "The setting was saved" in page.text
    with inside("amal"):
        (kept,) = queries.all_settings()
        assert (kept.severity, kept.valid_from) == ("block", day)


def test_the_window_is_90_days(past):
    days = [claim.service_date for claim in past]
    assert max(days) - min(days) <= timedelta(days=recent.DAYS)
