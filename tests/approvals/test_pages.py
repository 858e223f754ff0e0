"""The pages of approvals as people meet them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.approvals import emergencies, extending, service, units
from app.approvals.errors import NoUnitsLeft
from app.approvals.models import Approval, ApprovalFollowUp, ApprovalRequirement
from app.approvals.requirements import NewRequirement, add
from app.approvals.values import Visit
from app.claims import service as claims
from app.claims.errors import ClaimBlocked
from app.claims.models import Claim
from app.claims.queries import claim as the_claim
from app.claims.sending import submission
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.sheets import read_table
from app.patients.queries import policy
from tests.factories import requests, visits
from tests.factories.requests import granted, reply_to
from tests.page import PageClient

ENTRIES = {
    "diagnoses-0-code": "J06.9", "lines-0-service": "LAB-A1C", "lines-0-units": "6",
    "justification": "Six weeks of treatment without success.",
}  # fmt: skip
NOT_SENT = {"csrf_token", "_once", "language", "next"}


def entries(page, **changes):
    """What stands on the entry page as a browser sends it, with these changes."""
    form = {}
    for tag in ("input", "select", "textarea"):
        for element in page.all(tag):
            name, kind = element.get("name"), element.get("type")
            unticked = kind in {"radio", "checkbox"} and element.get("checked") is None
            if name and name not in NOT_SENT and not unticked and "__index__" not in name:
                form[name] = page._field_value(element, tag)
    return {**form, **changes}


@pytest.fixture
def huda(as_, noor) -> PageClient:
    """The front desk."""
    return as_("huda")


@pytest.fixture
def newest(inside):
    """The request begun last, as plain values."""

    def read():
        with inside("amal"):
            one = db.session.scalars(select(Approval).order_by(Approval.id.desc())).first()
            return {
                "id": one.id, "number": one.number, "status": one.status, "attempts": one.attempts,
                "lines": [(line.local_code, str(line.units)) for line in one.lines],
                "typed": one.typed_sealed, "version": one.version,
            }  # fmt: skip

    return read


def begun(person, place):
    answer = person.post(
        "approvals.start", {"kind": "professional", "policy": place.policy_id}, patient_id=place.patient_id
    )  # fmt: skip
    return answer.location, person.get(answer.location)


def test_from_the_patient_to_sent(huda, noor, newest):
    assert "Ask for approval" in huda.get("patients.show", patient_id=noor.patient_id).text
    address, page = begun(huda, noor)
    answer = huda.post(address, {**entries(page), **ENTRIES, "check": "1"})
    page = huda.get(answer.location)
    assert page.heading == "Check before you send"
    assert "The request goes to AlphaCare for OMR 40.500" in page.text.replace("\xa0", " ")
    done = huda.post("approvals.send", {"version": page.value("version")}, approval_id=newest()["id"], follow=True)  # fmt: skip
    assert done.heading == "The request is on its way"
    assert (newest()["status"], newest()["lines"]) == ("queued", [("LAB-A1C", "6.000")])
    again = huda.post("approvals.send", {"version": "1"}, 200, approval_id=newest()["id"])
    assert again.heading == "This request was already sent"
    assert newest()["attempts"] == 1
    shown = huda.get("approvals.show", approval_id=newest()["id"])
    assert "The insurer has 30 minutes left to answer." in shown.text


def test_what_is_missing_is_named_with_its_way(huda, noor):
    address, page = begun(huda, noor)
    answer = huda.post(address, {**entries(page), "check": "1"})
    page = huda.get(answer.location)
    assert "Enter at least one diagnosis." in page.text
    assert "Say why the patient needs this" in page.text
    assert not [form for form in page.all("form") if "/send" in form.get("action", "")]
    blocked = huda.post(answer.location.replace("/check", "/send"), {"version": "2"}, 422)
    assert "Something is missing" in blocked.errors[0]


def test_a_wrong_entry_stays_and_nothing_is_lost(huda, noor, newest):
    address, page = begun(huda, noor)
    wrong = {**entries(page), **ENTRIES, "lines-0-units": "many", "lines-1-service": "CONS"}
    page = huda.post(address, wrong, 422)
    assert page.value("lines-0-units") == "many"
    assert any("Units" in error for error in page.errors)
    assert newest()["lines"] == []
    huda.post(f"{address.removesuffix('/edit')}/draft", wrong, 200)
    assert huda.get(address).value("lines-0-units") == "many"
    assert newest()["typed"] is not None


def test_of_two_who_save_one_request_the_later_one_sees_what_differs(as_, noor, newest):
    huda, amal = as_("huda"), as_("amal")
    address, page = begun(huda, noor)
    theirs = amal.get(address)
    huda.post(address, entries(page, **ENTRIES, keep="1"))
    other = {**ENTRIES, "lines-0-units": "2", "lines-0-site": "18"}
    stale = amal.post(address, entries(theirs, **other, keep="1"), status=409)
    assert "Two versions of this request" in stale.text
    assert ["Line 1", "LAB-A1C × 2 · 18", "LAB-A1C × 6"] in stale.rows()
    assert stale.value("lines-0-units") == "2", "what was typed stays"
    assert newest()["lines"] == [("LAB-A1C", "6.000")]
    amal.post(address, entries(stale, keep="1"))
    assert newest()["lines"] == [("LAB-A1C", "2.000")], "saving again is a decision"


def test_two_people_never_put_one_request_right(as_, noor, newest):
    huda, amal = as_("huda"), as_("amal")
    address, page = begun(huda, noor)
    approval_id = newest()["id"]
    amal.post("worklist.take", subject_kind="approval", subject_id=approval_id)
    refused = huda.post(address, entries(page, **ENTRIES, keep="1"), status=409)
    assert "Amal is working on this until" in refused.errors[0]
    assert refused.value("lines-0-units") == "6"
    huda.post(address.replace("/edit", "/draft"), entries(page, **ENTRIES), status=409)
    amal.post("worklist.let_go", subject_kind="approval", subject_id=approval_id)
    huda.post(address, entries(refused, keep="1"))
    assert newest()["lines"] == [("LAB-A1C", "6.000")]


def test_one_line_more_without_script(huda, noor):
    address, page = begun(huda, noor)
    answer = huda.post(address, {**entries(page), **ENTRIES, "add_line": "1"})
    assert len([e for e in huda.get(answer.location).all("input") if e.get("name") == "lines-2-service"]) == 1  # fmt: skip


@pytest.fixture
def ruled(inside, noor):
    with inside("amal"):
        add(NewRequirement(
            payer_id=noor.payer_id, scope="service", target="LAB-A1C", level="yes",
            documents=("lab_result",), note="Send the last value", valid_from=today(),
        ))  # fmt: skip
        db.session.commit()


@pytest.mark.parametrize(("units", "tone"), [("5", "info"), ("6", "warning")])
def test_the_dot_speaks_of_the_whole_line(huda, noor, inside, units, tone):
    """One unit costs 6.750: five lie below the 40.000 of the rule, six above."""
    with inside("amal"):
        add(NewRequirement(
            payer_id=noor.payer_id, scope="service", target="LAB-A1C", level="above", threshold=Decimal(40),
            valid_from=today(),
        ))  # fmt: skip
        db.session.commit()
    address, page = begun(huda, noor)
    typed = {**entries(page), **ENTRIES, "lines-0-units": units, "refresh": "1"}
    page = huda.get(huda.post(address, typed).location)
    (dot,) = page.with_class("need")
    classes = " ".join(one.get("class", "") for one in dot.iter())
    assert f"tag-{tone}" in classes.split(), classes


def test_the_dot_says_word_and_reason(huda, noor, ruled):
    address, page = begun(huda, noor)
    page = huda.get(huda.post(address, {**entries(page), **ENTRIES, "refresh": "1"}).location)
    assert "Approval needed The insurer's rule, as you keep it · Papers: Laboratory result · Send the last value" in page.text  # fmt: skip
    answer = huda.client.get(f"/approvals/services/search?payer={noor.payer_id}&q=").get_json()
    dots = {one["value"]: one["dot"] for one in answer}
    assert dots["LAB-A1C"] == {"tone": "warning", "text": "Approval needed · The insurer's rule, as you keep it"}  # fmt: skip
    assert dots["CONS-GP"]["tone"] == "success"


def test_it_is_not_sent_without_the_papers(huda, noor, ruled, newest):
    address, page = begun(huda, noor)
    page = huda.get(huda.post(address, {**entries(page), **ENTRIES, "check": "1"}).location)
    assert "Laboratory result Missing" in page.text
    blocked = huda.post("approvals.send", {"version": newest()["version"]}, 422, approval_id=newest()["id"])  # fmt: skip
    assert blocked.errors == ["The insurer wants papers that are not attached yet. Attach them, then send."]  # fmt: skip


def test_the_answer_on_its_page_on_the_patients_and_on_paper(huda, noor, inside, draft_of):
    approval_id = draft_of(services=(("LAB-A1C", "6"), ("CONS-GP", "1")))
    with inside("amal"):
        one = requests.send(db.session.get_one(Approval, (noor.tenant_id, approval_id)))
        service.apply_answer(reply_to(one, granted(one, {1: "2"}, disposition="Two for now")))
        db.session.commit()
    page = huda.get("approvals.show", approval_id=approval_id)
    assert "Partly approved" in page.text
    assert "0 of 2 used · ends in 11 days" in page.text
    assert "Two for now" in page.text
    patient = huda.get("patients.show", patient_id=noor.patient_id)
    assert "Approval: Partly approved" in patient.text
    for language in ("en", "ar"):
        paper = huda.client.get(f"/approvals/{approval_id}/print?lang={language}")
        assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert paper.get_data().startswith(b"%PDF")


def test_the_list_narrows_and_leaves_as_it_is_shown(as_, inside, noor, draft_of):
    first, _second = draft_of(), draft_of(kind="oral")
    amal = as_("amal")
    assert len(amal.get("/approvals/").rows()) == 2
    assert len(amal.get("/approvals/?care=oral").rows()) == 1
    assert "No approval fits" in amal.get("/approvals/?status=refused").text
    assert amal.get("/approvals/?number=1").rows()[0][0] == "A-2026-000001"
    csv = amal.client.get("/approvals/export.csv?care=oral").get_data(as_text=True)
    assert csv.count("A-2026-") == 1
    table = read_table(amal.client.get("/approvals/export.xlsx").get_data())
    assert len(table) == 3
    assert first


def test_rules_are_kept_and_ended(as_, noor, inside):
    amal = as_("amal")
    form = {
        "payer": noor.payer_id, "scope": "category", "category": "imaging", "level": "above",
        "valid_from-day": "22", "valid_from-month": "11", "valid_from-year": "2026",
    }  # fmt: skip
    wrong = amal.post("approvals.add_rule", form, 422)
    assert wrong.errors == ["Enter the amount above which approval is needed."]
    amal.post("approvals.add_rule", {**form, "threshold": "100", "documents": "x_ray"})
    assert "A category: Imaging" in amal.get("approvals.rules").text
    twice = amal.post("approvals.add_rule", {**form, "threshold": "50"}, 422)
    assert "A rule for the same services holds in this period already" in twice.errors[0]
    unknown = {**form, "scope": "service", "target": "NOPE", "threshold": "50"}
    assert "not on file" in amal.post("approvals.add_rule", unknown, 422).errors[0]
    with inside("amal"):
        (rule,) = db.session.scalars(select(ApprovalRequirement))
        identity = rule.id
    early = {"valid_to-day": "21", "valid_to-month": "11", "valid_to-year": "2026"}
    assert amal.post("approvals.end_rule_then", early, 422, requirement_id=identity).errors
    amal.post("approvals.end_rule_then", {**early, "valid_to-day": "30"}, requirement_id=identity)


def test_the_time_of_an_insurer(as_, noor):
    amal = as_("amal")
    form = {
        "payer": noor.payer_id, "minutes": "45", "emergency_hours": "12",
        "valid_from-day": "22", "valid_from-month": "11", "valid_from-year": "2026",
    }  # fmt: skip
    assert amal.post("approvals.set_times", {**form, "minutes": "0"}, 422).errors
    amal.post("approvals.set_times", form)
    assert "An answer is expected within 45 minutes." in amal.get("approvals.rules").text


def test_an_emergency_leaves_a_task_until_it_is_settled(as_, inside, noor, clock):
    with inside("amal"):
        claim = visits.a_draft(policy(noor.policy_id), noor.practitioner_id, services=("LAB-CBC",))
        claim_id = claim.id
        db.session.commit()
    amal = as_("amal")
    page = amal.get("claims.edit", claim_id=claim_id)
    amal.post("claims.save", {**entries(page), "emergency": "y", "keep": "1"}, claim_id=claim_id)
    with inside("amal"):
        (task,) = db.session.scalars(select(ApprovalFollowUp))
        assert (task.due_at - task.created_at, task.done_at) == (timedelta(hours=24), None)
        task_id = task.id
    assert "Emergency" in amal.get("/").text
    shown = amal.get("approvals.follow_up", follow_up_id=task_id)
    assert "Obtain an approval afterwards" in shown.text
    edit = amal.post("approvals.ask_after", follow_up_id=task_id)
    assert "/edit" in edit.location
    again = amal.post("approvals.ask_after", follow_up_id=task_id, follow=True)
    with inside("amal"):
        one = db.session.scalars(select(Approval)).one()
        assert f"Request {one.number} is to obtain this approval" in again.text
        assert (one.priority, one.emergency) == ("stat", True)
        one.status = "refused"
        db.session.commit()
    # What was refused leaves room for another request.
    assert "/edit" in amal.post("approvals.ask_after", follow_up_id=task_id).location
    with inside("amal"):
        claims.discard(claim_id)
        db.session.commit()
        task = db.session.get_one(ApprovalFollowUp, (noor.tenant_id, task_id))
        assert task.outcome == "withdrawn"
        assert db.session.get_one(Claim, (noor.tenant_id, claim_id)).emergency


def test_the_extension_of_what_was_asked_settles_the_emergency(inside, noor, draft_of):
    approval_id = draft_of(services=(("LAB-CBC", "1"),))
    with inside("amal"):
        claim = visits.a_draft(policy(noor.policy_id), noor.practitioner_id, services=("LAB-CBC",))
        visit = Visit(
            claim_id=claim.id, claim_number="C-1", patient_id=noor.patient_id, payer_id=noor.payer_id,
            policy_id=noor.policy_id, practitioner_id=noor.practitioner_id, service_date=today(),
        )  # fmt: skip
        task = emergencies.emergency(visit)
        asked = requests.send(db.session.get_one(Approval, (noor.tenant_id, approval_id)))
        emergencies.asked_with(task.id, asked)
        service.apply_answer(reply_to(asked, granted(asked, judgement="denied")))
        assert task.done_at is None
        longer = requests.send(extending.extend(asked.id))
        service.apply_answer(reply_to(longer, granted(longer)))
        assert task.outcome == emergencies.APPROVED


def test_a_claim_takes_units_and_gives_them_back(as_, inside, noor, draft_of):
    approval_id = draft_of(services=(("LAB-CBC", "1"),))
    with inside("amal"):
        one = requests.send(db.session.get_one(Approval, (noor.tenant_id, approval_id)))
        service.apply_answer(reply_to(one, granted(one)))
        claim_id = visits.a_draft(
            policy(noor.policy_id), noor.practitioner_id, services=("LAB-CBC",)
        ).id
        other_id = visits.a_draft(policy(noor.policy_id), noor.practitioner_id, services=("LAB-CBC",), days_ago=0).id  # fmt: skip
        db.session.commit()
    amal = as_("amal")
    for one_id in (claim_id, other_id):
        page = amal.get("claims.edit", claim_id=one_id)
        assert "PA-1" in page.html
        amal.post("claims.save", {**entries(page), "approval": str(approval_id), "keep": "1"}, claim_id=one_id)  # fmt: skip
    assert "PA-1" in amal.get("claims.show", claim_id=claim_id).text
    with inside("amal"):
        first, second = the_claim(claim_id), the_claim(other_id)
        claims.submit(first.id, first.version)
        assert submission(first, "X").approvals == ("PA-1",)
        line = db.session.get_one(Approval, (noor.tenant_id, approval_id)).lines[0]
        assert units.taken([line.id]) == {line.id: Decimal(1)}
        with pytest.raises((NoUnitsLeft, ClaimBlocked)):
            claims.submit(second.id, second.version)
        claims.withdraw(first.id)
        assert units.taken([line.id]) == {}
