"""Money of a clinic in every state, led there by the real verbs; needs a claim approved in part."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from app.claims.models import Claim
from app.kernel.clock import today
from app.kernel.db import db
from app.remittances import answering, bank, importing, receipts
from app.remittances.bank_models import BankLine
from app.remittances.importing import FileFacts
from app.remittances.models import Remittance
from app.remittances.receiving import NewLine, NewRemittance, receive
from app.remittances.underpaid import Underpayment
from app.tenants.scope import find
from tests.factories.clinic import Mark

OMR = Decimal


def a_remittance(reference: str, *lines: NewLine, payer_id: UUID | None = None) -> Remittance:
    """What the exchange tells of a payment today."""
    amount = sum((one.amount for one in lines), OMR(0))
    return receive(
        NewRemittance(
            origin="exchange", reference=reference, payment_reference=f"TRF-{reference}", amount=amount,
            paid_on=today(), payer_id=payer_id, lines=lines, words=f"Payment made. {reference}",
        )
    )  # fmt: skip


def everything(ids: dict[str, UUID], mark: Mark) -> None:
    """One remittance in each state, a line of each kind of answer, receipts, statements, a shortfall."""
    claim = find(Claim, ids["claim_partial"])
    number = f"{claim.number}-{claim.attempts}"
    part = NewLine(amount=OMR("2.000"), claim_identifier=number, denial_code="MNEC-003")
    posted = a_remittance(f"{mark.latin}-1", part)
    assert posted.status == "posted", (posted.status, posted.lines[0].problem)
    unknown = NewLine(
        amount=OMR("3.000"), claim_identifier="C-2020-000001-1", patient_number="20551234",
        service_date=claim.service_date,
    )  # fmt: skip
    parked = a_remittance(f"{mark.latin}-2", unknown)
    ids["remittance_twice"] = a_remittance(f"{mark.latin}-1", part).id
    away = a_remittance(f"{mark.latin}-3", NewLine(amount=OMR("1.000"), claim_identifier="C-2020-000002-1"))  # fmt: skip
    answering.put_away(away.id, mark.en("another clinic's"))
    stranger = a_remittance(f"{mark.latin}-4", NewLine(amount=OMR("1.000"), claim_identifier="C-2020-000003-1"))  # fmt: skip
    answering.disown(stranger.lines[0].id, mark.en("not ours"))
    ids["remittance_posted"], ids["remittance_parked"] = posted.id, parked.id
    ids["remittance_put_away"], ids["remittance_strange"] = away.id, stranger.id
    ids["line_parked"], ids["line_posted"] = parked.lines[0].id, posted.lines[0].id
    ids["line_not_ours"] = stranger.lines[0].id
    other = a_remittance(f"{mark.latin}-5", NewLine(amount=OMR("4.000"), claim_identifier="C-2020-000004-1"))  # fmt: skip
    ids["remittance_other"], ids["line_other"] = other.id, other.lines[0].id
    _a_file(ids, mark, claim)
    _at_the_desk(ids, mark, claim)
    _at_the_bank(ids, mark)
    approved = find(Claim, ids["claim_approved"])
    a_remittance(f"{mark.latin}-6", NewLine(amount=OMR("1.000"), claim_identifier=approved.number))
    short = {one.claim_id: one.id for one in db.session.scalars(db.select(Underpayment))}
    ids["underpayment"], ids["underpayment_other"] = short[claim.id], short[approved.id]


def _a_file(ids: dict[str, UUID], mark: Mark, claim: Claim) -> None:
    content = f"our claim number,paid\n{claim.number},0.500\n".encode()
    facts = FileFacts(payer_id=claim.payer_id, reference=f"{mark.latin}-F", paid_on=today())
    found, errors = importing.import_file(facts, f"{mark.latin}.csv", content)
    assert found is not None, errors
    ids["remittance_preview"] = found.id


def _at_the_desk(ids: dict[str, UUID], mark: Mark, claim: Claim) -> None:
    first = receipts.issue(claim.id, OMR("0.100"), "cash")
    ids["receipt"] = first.id
    wrong = receipts.issue(claim.id, OMR("0.050"), "card")
    ids["receipt_cancelled"] = wrong.id
    ids["receipt_counter"] = receipts.cancel(wrong.id, mark.en("wrong patient")).id


def _at_the_bank(ids: dict[str, UUID], mark: Mark) -> None:
    day = (today() - timedelta(days=1)).isoformat()
    rows = f"{day},TRF-{mark.latin}-1,payment,2.000\n{day},X,other {mark.latin},77.000\n{day},Y,rent,55.000\n{day},Z,{mark.latin} once more,66.000\n"  # fmt: skip
    head = "Date,Reference,Description,Credit\n"
    done = bank.upload(f"{mark.latin}-bank.csv", f"{head}{rows}".encode())
    assert bank.import_statement(done.id, done.columns) == []
    ids["statement_imported"] = done.id
    ids["statement_uploaded"] = bank.upload(f"{mark.latin}-next.csv", f"{head}{rows}{rows}".encode()).id  # fmt: skip
    lines = list(db.session.scalars(db.select(BankLine).order_by(BankLine.sequence)))
    assert [one.status for one in lines] == ["matched", "open", "open", "open"]
    names = ("credit_matched", "credit_open", "credit_left", "credit_other")
    for name, one in zip(names, lines, strict=True):
        ids[name] = one.id
    bank.disown(ids["credit_left"], mark.en("rent"))
