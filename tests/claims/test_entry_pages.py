"""The entry page as people meet it: one page, with script or without, and nothing is lost."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.claims.models import Claim
from app.claims.sending import submission
from app.contracts.models import Contract
from app.kernel.db import db
from app.patients.models import Policy
from app.tenants.scope import find
from tests.factories import clinic as made

ENTRIES = {
    "diagnoses-0-code": "J06.9",
    "lines-0-service": "CONS-GP",
    "lines-0-quantity": "1",
    "lines-0-pointers": "1",
    "lines-1-service": "LAB-CBC",
    "lines-1-quantity": "2",
    "lines-1-pointers": "1",
}
NOT_SENT = {"csrf_token", "_once", "language", "next"}


def entries(page, **changes):
    """What stands on the entry page as a browser sends it, with these changes; None leaves a box out."""
    form = {}
    for tag in ("input", "select"):
        for element in page.all(tag):
            name, kind = element.get("name"), element.get("type")
            unticked = kind in {"radio", "checkbox"} and element.get("checked") is None
            if name and name not in NOT_SENT and not unticked and "__index__" not in name:
                form[name] = page._field_value(element, tag)
    return {name: value for name, value in {**form, **changes}.items() if value is not None}


def started(person, place):
    """A person starts a claim from the patient's page: its address and the entry page."""
    answer = person.post("claims.start", patient_id=place.patient_id)
    return answer.location, person.get(answer.location)


@pytest.fixture
def newest(inside):
    """The claim entered last, as plain values."""

    def read(name="amal"):
        with inside(name):
            claim = db.session.scalars(select(Claim).order_by(Claim.id.desc())).first()
            return {
                "id": claim.id, "number": claim.number, "status": claim.status, "typed": claim.typed,
                "version": claim.version, "net": str(claim.net), "attempts": claim.attempts,
                "lines": [(line.local_code, str(line.quantity), str(line.net), line.code) for line in claim.lines],
                "diagnoses": [(one.code, one.kind) for one in claim.diagnoses],
            }  # fmt: skip

    return read


def test_from_the_patient_to_sent(as_, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    assert page.value("practitioner") == str(noor.practitioner_id)
    assert page.value("policy") == str(noor.policy_id)
    assert (page.value("service_date-day"), page.value("service_date-year")) == ("22", "2026")
    answers = huda.post(address, entries(page, **ENTRIES, check="1"), follow=True)
    assert answers.heading == "Check before you send"
    for words in ("J06.9", "DEMO-CONS-GP", "DEMO-LAB-CBC", "OMR 20.900", "OMR 2.090", "OMR 18.810"):
        assert words in answers.text, words
    assert f"{address}?checked=1#diagnoses-0-code" in answers.links
    claim = newest()
    send = {"version": answers.value("version"), "over_warnings": "y"}
    once = str(uuid4())
    sent = huda.post("claims.send", send, once=once, follow=True, claim_id=claim["id"])
    assert claim["number"] in sent.text
    assert "/print?lang=ar" in " ".join(sent.links)
    again = huda.post("claims.send", send, once=once, claim_id=claim["id"])
    assert again.location.endswith("/sent"), "a double Enter finds the first result"
    other = huda.post("claims.send", send, status=200, claim_id=claim["id"])
    assert other.heading == "This claim was already sent"
    huda.post("claims.send", {**send, "version": "99"}, once=once, status=409, claim_id=claim["id"])
    for door in ("claims.edit", "claims.check"):
        back = huda.get(door, claim_id=claim["id"])
        assert back.heading == "This claim was already sent"
        assert not [form for form in back.all("form") if "/claims/" in form.get("action", "")]
    assert newest()["status"] == "queued"
    assert newest()["attempts"] == 1


def test_the_start_says_what_it_begins_with(as_, inside, noor):
    huda = as_("huda")
    assert "Find the patient" in huda.get("claims.new").text
    page = huda.get(f"/claims/new?patient={noor.patient_id}")
    assert "AlphaCare" in page.text
    with inside("amal"):
        nobody = made.a_patient(civil_id="20114595", name="Said Al Balushi", phone=None).id
        db.session.commit()
    assert "Add the policy first" in huda.get(f"/claims/new?patient={nobody}").text
    refused = huda.post("claims.start", patient_id=nobody, follow=True)
    assert "This patient has no policy" in refused.text


def test_what_cannot_be_read_stays_in_its_box_and_nothing_is_written(as_, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    wrong = {
        **ENTRIES, "diagnoses-0-code": "zzz", "lines-0-service": "chest blood", "lines-0-quantity": "two",
        "lines-1-service": "", "lines-1-unit_price": "1,5", "lines-1-pointers": "one", "service_date-day": "31",
    }  # fmt: skip
    page = huda.post(address, entries(page, **wrong, check="1"), status=422)
    assert page.title.startswith("Error:")
    for words in ("zzz", "chest blood", "Quantity is not a number", "is not a real day", "numbers of diagnoses",
                  "Price is not an amount", "The service of this line is missing"):  # fmt: skip
        assert any(words in error for error in page.errors), (words, page.errors)
    for name in ("diagnoses-0-code", "lines-0-service", "lines-0-quantity", "lines-1-unit_price"):
        assert page.value(name) == wrong[name]
    assert newest()["version"] == 1
    assert newest()["lines"] == []


def test_words_without_script_become_codes_or_choices(as_, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    typed = {
        **ENTRIES,
        "diagnoses-0-code": "e119",
        "lines-0-service": "cons-gp",
        "lines-1-service": "long sugar",
    }
    huda.post(address, entries(page, **typed, keep="1"))
    assert newest()["diagnoses"] == [("E11.9", "principal")]
    assert [line[0] for line in newest()["lines"]] == ["CONS-GP", "LAB-A1C"]
    page = huda.get(address)
    page = huda.post(address, entries(page, **{"diagnoses-0-code": "unspecified"}), status=422)
    picks = {e.get("value") for e in page.all("input") if e.get("name") == "diagnoses-0-pick"}
    assert picks == {"J06.9", "M54.50"}
    huda.post(address, entries(page, **{"diagnoses-0-pick": "M54.50", "keep": "1"}))
    assert newest()["diagnoses"] == [("M54.50", "principal")]


def test_rows_come_and_go_without_script(as_, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    page = huda.post(
        address, entries(page, **{**ENTRIES, "lines-0-quantity": "two"}, add_line="1"), follow=True
    )
    assert page.value("lines-2-service") == ""
    assert page.value("lines-0-quantity") == "two", (
        "what stood there stays, and nobody is told off yet"
    )
    assert page.errors == []
    page = huda.post(address, entries(page, add_diagnosis="1"), follow=True)
    assert page.value("diagnoses-1-code") == ""
    page = huda.post(address, entries(page, remove_line="0"), follow=True)
    assert page.value("lines-0-service") == "LAB-CBC"
    huda.post(address, entries(page, keep="1", **{"diagnoses-1-code": "I10"}))
    assert newest()["typed"] is None
    assert [line[0] for line in newest()["lines"]] == ["LAB-CBC"]
    assert newest()["diagnoses"] == [("J06.9", "principal"), ("I10", "secondary")]


def test_a_draft_keeps_itself_even_half_typed(as_, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    draft = address.replace("/edit", "/draft")
    once = str(uuid4())
    first = huda.post(draft, entries(page, **ENTRIES), status=200, once=once)
    assert first.response.json == {"version": 2}
    assert newest()["net"] == "20.900"
    huda.post(draft, entries(page, **ENTRIES), status=200, once=once)
    assert newest()["version"] == 2, "the same keeping again changes nothing"
    half = entries(page, **{**ENTRIES, "lines-1-quantity": "tw"})
    assert huda.post(draft, half, status=200).response.json == {"version": 3}, (
        "its own page is never stale"
    )
    kept = huda.get(address)
    assert kept.value("lines-1-quantity") == "tw"
    assert any("Quantity" in error for error in kept.errors)
    assert huda.get(address.replace("/edit", "/check"), status=303).location.endswith("/edit")
    unfinished = huda.post(
        address.replace("/edit", "/send"), {"version": "3", "over_warnings": "y"}, follow=True
    )
    assert "could not be read" in unfinished.text
    assert newest()["status"] == "draft"
    assert "OMR 20.900" in huda.get(address.replace("/edit", "/amounts")).text


def test_a_stale_page_shows_both_versions_and_overwrites_nothing(as_, noor, newest):
    huda, badr = as_("huda"), as_("badr")
    address, mine = started(huda, noor)
    theirs = badr.get(address)
    badr.post(address, entries(theirs, **ENTRIES, keep="1"))
    seen = huda.get(address)
    assert "Badr saved this draft a moment ago" in seen.text
    stale = huda.post(
        address,
        entries(mine, **{**ENTRIES, "diagnoses-0-code": "I10", "lines-1-service": ""}),
        status=409,
    )
    rows = [row for row in stale.rows() if row[0].startswith(("Diagnosis", "Line"))]
    assert ["Diagnosis 1", "I10", "J06.9"] in rows
    assert ["Line 2", "–", "LAB-CBC × 2 · 1"] in rows
    assert stale.value("diagnoses-0-code") == "I10", "what was typed stays"
    assert newest()["diagnoses"] == [("J06.9", "principal")], "and nothing is overwritten"
    huda.post(address.replace("/edit", "/draft"), entries(mine, **ENTRIES), status=409)
    huda.post(address, entries(stale, keep="1"))
    assert newest()["diagnoses"] == [("I10", "principal")], "saving again is a decision"


def test_all_findings_at_once_beside_their_boxes(as_, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    wrong = {
        **ENTRIES,
        "diagnoses-0-code": "E11",
        "lines-0-service": "DRESSING",
        "lines-1-pointers": "4",
    }
    page = huda.post(address, entries(page, **wrong, check="1"), follow=True)
    assert "checked=1" not in page.text
    assert page.heading.startswith("Claim C-2026-")
    codes = {
        words
        for element in page.with_class("code")
        if (words := page._words(element)).startswith("CHK-")
    }
    assert {"CHK-13", "CHK-29", "CHK-30", "CHK-40"} <= codes
    links = {link.get("href") for link in page.all("a") if link.get("data-finding") == "red"}
    assert links == {"#diagnoses-0-code", "#lines-0-service", "#lines-1-pointers"}
    ids = {element.get("id") for element in page.tree.iter()}
    assert all(link[1:] in ids for link in links), "each leads somewhere"
    assert len(page.with_class("finding-inline")) >= 4
    answers = huda.get("claims.check", claim_id=newest()["id"])
    assert "Send the claim" not in answers.text
    forged = huda.post(
        "claims.send", {"version": "2", "over_warnings": "y"}, status=422, claim_id=newest()["id"]
    )
    assert "block sending" in forged.text
    assert newest()["status"] == "draft"


def test_an_insurer_is_named_not_numbered(as_, inside, noor, draft_of):
    with inside("amal"):
        second = made.a_policy(noor.patient_id, payer=made.GAMMA, member="G-2").id
        db.session.commit()
    noor.policy_id = second
    page = as_("huda").get("claims.check", claim_id=draft_of())
    assert "CHK-19" in page.text
    assert "at AlphaCare , pays first" in page.text


def test_a_service_without_a_price_stays_and_speaks(as_, inside, noor, newest):
    from app.contracts import services
    from app.contracts.services import ServiceFacts

    with inside("amal"):
        facts = ServiceFacts(
            local_code="WOUND", name_en="Wound care", name_ar="عناية", category="procedure"
        )
        services.map_code(
            services.add_service(facts).id, "demo-services", "DEMO-IMG-CHEST", made.date(2025, 1, 1)
        )
        db.session.commit()
    huda = as_("huda")
    address, page = started(huda, noor)
    typed = {**ENTRIES, "lines-1-service": "wound", "lines-1-unit_price": "٧٫٥٠٠"}
    page = huda.post(address, entries(page, **typed, check="1"), follow=True)
    assert newest()["lines"][1] == ("WOUND", "2.000", "15.000", "DEMO-IMG-CHEST")
    assert "CHK-41" in page.text
    assert page.value("lines-1-unit_price") == "7.500"


def test_warnings_need_a_tick_and_a_doctor_does_not_send(as_, noor, draft_of, newest):
    claim_id = draft_of()
    huda = as_("huda")
    page = huda.get("claims.check", claim_id=claim_id)
    assert "CHK-13" in page.text, "cover was never checked"
    refused = huda.post(
        "claims.send", {"version": page.value("version")}, status=422, claim_id=claim_id
    )
    assert any("tick" in error for error in refused.errors)
    stale = huda.post(
        "claims.send", {"version": "1", "over_warnings": "y"}, status=409, claim_id=claim_id
    )
    assert any("changed this claim" in error for error in stale.errors)
    doctor = as_("salim").get("claims.check", claim_id=claim_id)
    assert "Somebody with the right to send" in doctor.text
    assert newest()["status"] == "draft"


def test_arabic_has_no_english_words(as_, inside, people, noor, draft_of):
    import re

    from app.access.models import User

    claim_id = draft_of(diagnoses=("I10",))
    with inside("huda"):
        db.session.get(User, people["huda"].user_id).language = "ar"
        db.session.commit()
    huda = as_("huda")
    for door in ("edit", "check", "show"):
        page = huda.get(f"claims.{door}", claim_id=claim_id)
        main = page._words(next(e for e in page.tree.iter() if e.get("id") == "main"))
        words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"\S*-\S*", " ", main)))
        assert words <= {"Fatma", "bint", "Khalfan", "Siyabi", "Gold"}, (door, words)


def test_a_service_that_needs_its_site_gets_a_box_for_it(as_, inside, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    assert "lines-0-site" not in page.html, "no key more where nobody asks for a site"
    with inside("amal"):
        contract = db.session.scalars(
            select(Contract).join(Policy, Policy.payer_id == Contract.payer_id)
            .where(Policy.id == noor.policy_id)
        ).first()  # fmt: skip
        contract.check_parameters = {"codes_needing_site": ["DEMO-LAB-CBC"]}
        db.session.commit()
    page = huda.post(address, entries(page, **ENTRIES, check="1"), follow=True)
    assert "CHK-48" in page.text
    links = {link.get("href") for link in page.all("a") if link.get("data-finding") == "red"}
    assert links == {"#lines-1-site"}
    page = huda.post(address, entries(page, **{"lines-1-site": "١٨"}, check="1"), follow=True)
    assert page.heading == "Check before you send"
    assert huda.get(address).value("lines-1-site") == "18"
    words = entries(huda.get(address), **{"lines-1-site": "الأيسر"})
    refused = huda.post(address, words, status=422)
    assert "Tooth or site may hold Latin letters" in refused.text
    assert refused.value("lines-1-site") == "الأيسر"
    send = {"version": page.value("version"), "over_warnings": "y"}
    huda.post("claims.send", send, follow=True, claim_id=newest()["id"])
    assert "18" in huda.get("claims.show", claim_id=newest()["id"]).text
    with inside("amal"):
        claim = find(Claim, newest()["id"])
        assert [one.site for one in submission(claim, "C-1").lines] == ["", "18"]


def test_what_the_insurer_told_by_telephone_stands_for_an_answer(as_, inside, noor, newest):
    huda = as_("huda")
    address, page = started(huda, noor)
    number = {"offline_reference": "T-77"}
    page = huda.post(address, entries(page, **ENTRIES, **number, check="1"), follow=True)
    assert {"CHK-20", "CHK-13"} <= {word for word in page.text.split() if word.startswith("CHK-")}
    links = {link.get("href") for link in page.all("a") if link.get("data-finding") == "red"}
    assert links == {"#offline_reference"}
    told = {"offline_on-day": "22", "offline_on-month": "11", "offline_on-year": "2026"}
    page = huda.post(address, entries(page, **told, check="1"), follow=True)
    assert page.heading == "Check before you send"
    assert "CHK-13" not in page.text
    with inside("amal"):
        sent = submission(find(Claim, newest()["id"]), "C-1")
        assert (sent.offline_reference, sent.offline_on) == ("T-77", date(2026, 11, 22))
