"""Setting an edit: the verbs, the checker that obeys, the pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.audit.models import AuditEvent
from app.claims import service as claims
from app.claims.errors import ClaimBlocked, UnknownParameter
from app.claims.models import Claim
from app.claims.rulebook import queries, service
from app.claims.rulebook.errors import EditLocked, NothingSet, SettingEndsBeforeItBegins
from app.claims.rulebook.service import NewSetting
from app.contracts.models import Contract
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from tests.factories.clinic import GAMMA, payer_id

JANUARY = date(2026, 1, 1)


def new(edit: str = "CHK-13", **wishes) -> NewSetting:
    return NewSetting(edit=edit, **{"valid_from": JANUARY, "reason": "agreed by phone", **wishes})


def codes(claim_id) -> dict[str, str]:
    return {one.code: one.severity for one in claims.check(claim_id)}


def test_a_setting_is_kept_and_audited(in_clinic):
    row = service.set_edit(new(severity="block", payer_id=in_clinic.payer_id))
    db.session.commit()
    assert (row.edit, row.severity, row.entered_by is not None) == ("CHK-13", "block", True)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "rule.edit_set")).one()
    assert event.changes["severity"] == "block"
    assert (
        "reason" not in event.changes
    )  # It stands in the setting itself: words may name somebody.


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        ({"edit": "CHK-00", "severity": "warn"}, NotFound),
        ({"edit": "CHK-01", "severity": "warn"}, EditLocked),
        ({"severity": "warn", "valid_to": JANUARY - timedelta(days=1)}, SettingEndsBeforeItBegins),
        ({}, NothingSet),
        ({"parameters": {"shoe_size": 43}}, UnknownParameter),
        ({"parameters": {"eligibility_max_age_hours": "soon"}}, UnknownParameter),
        ({"parameters": {"vat_rate": "0.05"}}, UnknownParameter),
    ],
)
def test_what_cannot_be_set(in_clinic, wishes, refusal):
    with pytest.raises(refusal):
        service.set_edit(new(**wishes))
    assert queries.all_settings() == []


def test_the_runtime_role_may_not_change_what_was_entered(in_clinic):
    service.set_edit(new(severity="info"))
    db.session.flush()
    with pytest.raises(ProgrammingError):
        db.session.execute(text("UPDATE edit_settings SET severity = 'off'"))


def test_the_checker_obeys_by_payer_and_day_of_service(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    assert codes(claim_id)["CHK-13"] == "warn"
    tomorrow = today() + timedelta(days=1)
    service.set_edit(new(severity="block", valid_from=tomorrow))
    assert codes(claim_id)["CHK-13"] == "warn", "it begins after the service"
    service.set_edit(new(severity="info"))
    assert codes(claim_id)["CHK-13"] == "info"
    service.set_edit(new(severity="off", payer_id=payer_id(GAMMA)))
    assert codes(claim_id)["CHK-13"] == "info", "another insurer's"
    service.set_edit(new(severity="block", payer_id=in_clinic.payer_id))
    assert codes(claim_id)["CHK-13"] == "block"
    claim = db.session.get_one(Claim, (in_clinic.tenant_id, claim_id))
    with pytest.raises(ClaimBlocked):
        claims.submit(claim_id, claim.version)
    service.set_edit(new(payer_id=in_clinic.payer_id, back_to_delivered=True))
    assert codes(claim_id)["CHK-13"] == "info", "the clinic's own again"


def test_the_clinic_goes_before_the_contract_but_not_past_the_locked(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    contract = db.session.scalars(
        select(Contract).where(Contract.payer_id == in_clinic.payer_id)
    ).one()
    contract.check_parameters = {"severities": {"CHK-13": "off", "CHK-27": "off"}}
    db.session.flush()
    assert "CHK-13" not in codes(claim_id)
    service.set_edit(new(severity="info"))
    assert codes(claim_id)["CHK-13"] == "info"
    claim = db.session.get_one(Claim, (in_clinic.tenant_id, claim_id))
    claim.diagnoses.clear()
    db.session.flush()
    assert codes(claim_id)["CHK-27"] == "block"


def test_rulebooks_of_many_are_read_at_once(in_clinic):
    service.set_edit(new(severity="info"))
    service.set_edit(new(severity="block", payer_id=in_clinic.payer_id, valid_from=today()))
    db.session.flush()
    other = payer_id(GAMMA)
    pairs = [(p, d) for p in (in_clinic.payer_id, other) for d in (JANUARY, today())]
    found = queries.rulebooks(pairs)
    assert {pair: told.settings["severities"]["CHK-13"] for pair, told in found.items()} == {
        (in_clinic.payer_id, JANUARY): "info",
        (in_clinic.payer_id, today()): "block",
        (other, JANUARY): "info",
        (other, today()): "info",
    }


def test_foreign_settings_stay_foreign(draft_of, inside, seeb):
    with inside("salma"):
        service.set_edit(new(severity="off"))
        db.session.commit()
    claim_id = draft_of(days_ago=1)
    with inside("amal"):
        assert queries.all_settings() == []
        assert codes(claim_id)["CHK-13"] == "warn"


# ---- pages --------------------------------------------------------------------------------------


def days(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}  # fmt: skip


def test_the_list_shows_every_edit_and_narrows(as_, noor):
    badr = as_("badr")
    assert len(badr.get("/claims/rules/").rows()) == 89
    assert [row[0] for row in badr.get("/claims/rules/?q=chk-13").rows()] == ["CHK-13"]
    groups = {row[2] for row in badr.get("/claims/rules/?group=money").rows()}
    assert groups == {"Money"}
    blocking = badr.get("/claims/rules/?severity=block").rows()
    assert {row[3].partition(" ")[0] for row in blocking} == {"Blocks"}
    assert "No check fits" in badr.get("/claims/rules/?q=nothing-like-it").text
    assert badr.get("/claims/rules/?group=shoes").errors
    assert badr.get("/claims/rules/?payer=nobody").errors


def test_a_change_is_a_new_row_with_its_history(as_, noor):
    badr = as_("badr")
    form = {"payer": str(noor.payer_id), "severity": "block", "eligibility_max_age_hours": "٤٨",
            "reason": "Asked for by the insurer", **days("valid_from", today())}  # fmt: skip
    page = badr.post("/claims/rules/edits/CHK-13/set", form, follow=True)
    assert "The setting was saved" in page.text
    assert "Asked for by the insurer" in page.text
    assert "48 hours" in page.text
    listed = badr.get(f"/claims/rules/?q=CHK-13&payer={noor.payer_id}").rows()[0]
    assert listed[3].startswith("Blocks")
    assert badr.get("/claims/rules/?q=CHK-13").rows()[0][3].startswith("Warns")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "Why? is missing"),
        ({"severity": "", "eligibility_max_age_hours": ""}, "Nothing would change"),
        ({"eligibility_max_age_hours": "a day"}, "cannot be read"),
        ({"eligibility_max_age_hours": "-3"}, "cannot be read"),
        ({"valid_to-day": "1", "valid_to-month": "1", "valid_to-year": "2020"}, "before the first"),
        ({"severity": "deadly"}, "not in the list"),
        ({"payer": "nobody"}, "not in the list"),
    ],
)
def test_bad_input_is_named_and_kept(as_, noor, inside, typed, said):
    form = {"severity": "info", "reason": "kept words", **days("valid_from", today()), **typed}
    page = as_("badr").post("/claims/rules/edits/CHK-13/set", form, status=422)
    assert any(said in error for error in page.errors), page.errors
    assert page.value("reason") == form["reason"]
    with inside("amal"):
        assert queries.all_settings() == []


def test_a_locked_edit_says_why(as_, noor):
    badr = as_("badr")
    assert "for certain who was treated" in badr.get("/claims/rules/edits/CHK-01").text
    form = {"severity": "off", "reason": "no", **days("valid_from", today())}
    badr.post("/claims/rules/edits/CHK-01/set", form, status=422)
    badr.get("/claims/rules/edits/CHK-00", status=404)
    badr.get("/claims/rules/edits/CHK-00/set", status=404)
