"""The list of claims and its files; one claim's page, its verbs and its paper."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import uuid4

import pytest

from app.access.models import User
from app.claims import queries
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.exchange.messages import ClaimAnswer, ClaimAnswerLine, Refusal, Reply
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.sheets import read_table
from app.patients.queries import policy
from app.tenants.scope import find
from tests.factories import clinic as made
from tests.factories import visits
from tests.reference.counting import counted_queries

PARTLY = ClaimAnswer(
    outcome="judged", judgement="partial", disposition="See the lines.",
    lines=(
        ClaimAnswerLine(sequence=1, outcome="approved", approved=made.Decimal("11.250")),
        ClaimAnswerLine(sequence=2, outcome="denied", approved=made.Decimal(0), reasons=(Refusal(code="MNEC-003"),)),
    ),
)  # fmt: skip


@pytest.fixture
def week(inside, noor, seeb) -> dict[str, str]:
    """Claims of a week: name -> number. Seeb has one too."""
    with inside("salma"):
        visits.a_draft(policy(seeb.policy_id), seeb.practitioner_id)
        db.session.commit()
    with inside("amal"):
        cover = policy(noor.policy_id)
        draft = visits.a_draft(cover, noor.practitioner_id)
        sent = visits.send(
            visits.a_draft(cover, noor.practitioner_id, days_ago=1, services=("LAB-A1C",))
        )
        judged = visits.send(
            visits.a_draft(cover, noor.practitioner_id, days_ago=3, services=("CONS-GP", "LAB-CBC"))
        )
        sending = queries.submissions(judged.id)[0]
        reply = Reply(
            kind="claim", message_id=sending.message_id, subject_kind="claim", subject_id=judged.id, answer=PARTLY,
            received_at=now(), inbound_id=uuid4(),
        )  # fmt: skip
        from app.claims.answers import apply_answer

        apply_answer(reply)
        found = {
            name: (one.number, one.id)
            for name, one in (("draft", draft), ("sent", sent), ("judged", judged))
        }
        db.session.commit()
    return found


def numbers(page) -> list[str]:
    return [row[0] for row in page.rows()]


def in_arabic(inside, people, name):
    with inside(name):
        db.session.get(User, people[name].user_id).language = "ar"
        db.session.commit()


def test_the_list_filters_by_its_address(as_, week, noor):
    badr = as_("badr")
    number = {name: one[0] for name, one in week.items()}
    page = badr.get("claims.index")
    assert numbers(page) == [number["draft"], number["sent"], number["judged"]], (
        "newest visit first, none of Seeb"
    )
    assert "3 claims" in page.text
    assert "OMR 35.950" in page.text
    expected = {
        "status=queued": ["sent"], "status=draft": ["draft"], "decision=partial": ["judged"], "decision=none": ["draft", "sent"],
        "first=2026-11-21": ["draft", "sent"], "first=2026-11-19&last=2026-11-19": ["judged"],
        f"payer={noor.payer_id}&status=queued": ["sent"], f"practitioner={noor.practitioner_id}": ["draft", "sent", "judged"],
        f"number={number['sent']}": ["sent"], "number=2": ["sent"], "number=٢": ["sent"], "status=nonsense": ["draft", "sent", "judged"],
    }  # fmt: skip
    for address, names in expected.items():
        assert numbers(badr.get(f"/claims/?{address}")) == [number[name] for name in names], address
    nothing = badr.get(f"/claims/?practitioner={noor.practitioner_id}&status=held")
    assert "No claim fits these filters" in nothing.text
    assert any("is not a day" in error for error in badr.get("/claims/?first=soon").errors)
    badr.get("/claims/?cursor=forged", status=404)


def test_an_empty_list_says_where_to_begin(as_, clock):
    assert "A claim begins at the patient" in as_("huda").get("claims.index").text


def test_pages_by_keys_and_a_bounded_number_of_queries(as_, inside, noor, monkeypatch):
    def many(count):
        with inside("amal"):
            for _ in range(count):
                visits.a_draft(policy(noor.policy_id), noor.practitioner_id)
            db.session.commit()

    badr = as_("badr")
    many(3)
    badr.get("claims.index")
    with counted_queries() as few:
        badr.get("claims.index")
    many(27)
    with counted_queries() as more:
        page = badr.get("claims.index")
    assert more.number == few.number, "a longer list asks no more"
    assert more.number <= 22
    first = numbers(page)
    assert len(first) == 25
    assert "30 claims" in page.text
    following = next(link.get("href") for link in page.all("a") if link.get("rel") == "next")
    rest = badr.get(following)
    assert len(numbers(rest)) == 5
    assert not set(first) & set(numbers(rest))
    back = next(link.get("href") for link in rest.all("a") if link.get("rel") == "prev")
    assert numbers(badr.get(back)) == first
    monkeypatch.setattr(queries, "MOST_COUNTED", 10)
    assert "More than 10 claims" in badr.get("claims.index").text


def test_downloads_hold_what_is_shown_and_no_formula(as_, inside, people, week, noor):
    with inside("amal"):
        from app.patients.models import Patient

        find(Patient, noor.patient_id).name_en = '=HYPERLINK("http://x")'
        db.session.commit()
    badr = as_("badr")
    table = list(csv.reader(io.StringIO(badr.get("/claims/export.csv").html.lstrip("\ufeff"))))
    assert table[0][:4] == ["Claim number", "Service date", "File number", "Patient"]
    assert [row[0] for row in table[1:]] == [week[name][0] for name in ("draft", "sent", "judged")]
    assert all(row[3].startswith("'=") for row in table[1:])
    judged = table[3]
    assert judged[8:12] == ["16.700", "1.670", "15.030", "11.250"]
    # What money says of the claim stands last on the page, and in the file.
    shown = {row[0]: row[-1] for row in badr.get("claims.index").rows()}
    (payment,) = [place for place, heading in enumerate(table[0]) if heading == "Payment"]
    assert {row[0]: row[payment] or "–" for row in table[1:]} == shown
    assert judged[payment]
    narrowed = badr.get("/claims/export.csv?status=queued").html
    assert week["sent"][0] in narrowed
    assert week["draft"][0] not in narrowed
    in_arabic(inside, people, "badr")
    badr = as_("badr")
    sheet = read_table(badr.get("/claims/export.xlsx").response.get_data())
    assert sheet[0][0] == "رقم المطالبة"
    assert sheet[3][10] == "15.03"
    assert (
        badr.get("/claims/export.xlsx")
        .response.headers["Content-Disposition"]
        .startswith("attachment")
    )


def test_a_judged_claim_in_words_of_both_languages(as_, inside, people, week):
    badr, claim_id = as_("badr"), week["judged"][1]
    page = badr.get("claims.show", claim_id=claim_id)
    for words in ("Judged", "Partly approved", "OMR 11.250", "OMR 3.780", "MNEC-003",
                  "The diagnosis does not explain the need for this service.", "Decision received", "Amal"):  # fmt: skip
        assert words in page.text, words
    assert any("/exchange/messages/" in link for link in page.links)
    life = badr.get("claims.life", status=286, claim_id=claim_id)
    assert "Partly approved" in life.html
    under_way = badr.get("claims.life", claim_id=week["sent"][1])
    assert 'hx-trigger="every 5s"' in under_way.html
    in_arabic(inside, people, "badr")
    page = as_("badr").get("claims.show", claim_id=claim_id)
    for words in ("صدر القرار", "موافقة جزئية", "لا يفسّر التشخيص الحاجة إلى هذه الخدمة.", "أمل"):
        assert words in page.text, words


def test_the_buttons_come_from_the_table_and_the_rights(as_, inside, week):
    badr, huda, salim = as_("badr"), as_("huda"), as_("salim")
    draft, sent, judged = (week[name][1] for name in ("draft", "sent", "judged"))

    def buttons(person, claim_id):
        page = person.get("claims.show", claim_id=claim_id)
        known = {
            "Withdraw",
            "Cancel the claim",
            "Discard the draft",
            "Go on entering",
            "Fix and send again",
            "Check it",
        }
        words = {page._words(e) for tag in ("a", "button") for e in page.all(tag)}
        return words & known

    assert buttons(badr, draft) == {"Go on entering", "Check it", "Discard the draft"}
    assert buttons(badr, sent) == {"Withdraw"}
    assert buttons(badr, judged) == {"Cancel the claim"}
    assert buttons(huda, judged) == set()
    assert buttons(salim, sent) == set()
    shown = badr.post("claims.withdraw", claim_id=sent, follow=True)
    assert "is a draft again" in shown.text
    assert "moved on" in badr.post("claims.withdraw", claim_id=sent, follow=True).text
    missing = badr.post("claims.ask_to_cancel", {}, status=422, claim_id=judged)
    assert missing.errors == ["Choose why the claim is to be cancelled."]
    asked = badr.post(
        "claims.ask_to_cancel", {"reason": "not_performed"}, claim_id=judged, follow=True
    )
    assert "The service was not given" in asked.text
    refused = badr.get("claims.cancel", status=303, claim_id=draft)
    assert "cannot be cancelled now" in badr.get(refused.location).text
    badr.post("claims.discard", claim_id=draft)
    assert "moved on" in badr.post("claims.discard", claim_id=draft, follow=True).text
    with inside("amal"):
        assert find(Claim, draft).status == "cancelled"


def test_a_rejected_claim_says_why_and_opens_again(as_, inside, week):
    with inside("amal"):
        from app.claims.answers import note_delivery
        from app.exchange.messages import DeliveryNote

        sending = queries.submissions(week["sent"][1])[0]
        note_delivery(
            DeliveryNote(
                message_id=sending.message_id, kind="claim", subject_id=week["sent"][1], news="refused", at=now(),
                refusal=Refusal(code="BV-00199", text="no licence"),
            )
        )  # fmt: skip
        db.session.commit()
    huda = as_("huda")
    page = huda.get("claims.show", claim_id=week["sent"][1])
    assert "The practitioner's licence number is missing. Enter it." in page.text
    opened = huda.post("claims.reopen", claim_id=week["sent"][1], follow=True)
    assert opened.heading.startswith("Claim C-2026-")
    assert "moved on" in huda.post("claims.reopen", claim_id=week["sent"][1], follow=True).text


def test_reading_and_downloading_leave_a_trace(as_, inside, week):
    from sqlalchemy import select

    from app.audit.models import AuditEvent

    badr = as_("badr")
    badr.get("claims.index")
    badr.get("claims.show", claim_id=week["draft"][1])
    badr.get("/claims/export.csv")
    with inside("amal"):
        events = set(db.session.scalars(select(AuditEvent.event)))
    assert {"claim.listed", "claim.opened", "claim.exported", "claim.submitted"} <= events


def test_the_trail_tells_what_was_downloaded_and_not_whom_somebody_typed(as_, inside, week):
    from sqlalchemy import select

    from app.audit.models import AuditEvent

    badr, number = as_("badr"), week["draft"][0]
    badr.get(f"/claims/export.csv?number={number}&status=draft&last=Aisha")
    badr.get("/claims/export.csv?number=Aisha+Al+Balushi&decision=Aisha")
    with inside("amal"):
        query = select(AuditEvent.changes).where(AuditEvent.event == "claim.exported")
        found = [
            changes["filters"] for changes in db.session.scalars(query.order_by(AuditEvent.seq))
        ]
    assert found == [{"number": number, "statuses": "draft"}, {}]


def test_paper_in_both_languages(as_, week):
    from app.kernel import pdf

    try:
        pdf._typeset()
    except pdf.PdfUnavailable as missing:
        pytest.skip(str(missing))
    badr, (number, claim_id) = as_("badr"), week["judged"]
    for language in ("en", "ar"):
        answer = badr.get(f"/claims/{claim_id}/print?lang={language}")
        assert answer.response.mimetype == "application/pdf"
        assert answer.response.get_data().startswith(b"%PDF")
        assert (
            f'filename="{number}-{language}.pdf"' in answer.response.headers["Content-Disposition"]
        )


def test_the_paper_says_it_all(app, inside, week, people):
    from flask_babel import force_locale

    from app.claims import printing

    with inside("amal"), app.test_request_context(), force_locale("ar_OM"):
        values = printing.values(find(Claim, week["judged"][1]))
        html = app.jinja_env.get_template(printing.TEMPLATE).render(
            **values, locale="ar", direction="rtl", product_name="Maqbul"
        )
    for words in (week["judged"][0], "DEMO-CONS-GP", "DEMO-LAB-CBC", "16.700", "15.030", "11.250", "MNEC-003",
                  "MEMBER-7001", "J06.9", "<svg", 'dir="rtl"', "مطالبة تأمين"):  # fmt: skip
        assert words in html, words


def test_no_paper_without_the_library_but_a_sentence(as_, week, monkeypatch):
    from app.kernel import pdf

    def missing(*_args, **_values):
        raise pdf.PdfUnavailable(pdf.LIBRARIES_MISSING)

    monkeypatch.setattr(pdf, "render", missing)
    badr = as_("badr")
    answer = badr.get("claims.print_claim", status=303, claim_id=week["judged"][1])
    assert "Pango" in badr.get(answer.location).text


def test_the_filter_of_days_is_inclusive(inside, week):
    with inside("amal"):
        day = date(2026, 11, 21)
        found = queries.page(ClaimFilter(first_day=day, last_day=day)).rows
        assert [row.number for row in found] == [week["sent"][0]]
