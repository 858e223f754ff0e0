"""Corrections and complaints all the way: from the denied claim over real HTTP to the money, and what arrives there."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from PIL import Image

from app.claims import cancelling
from app.claims import service as claims
from app.claims.models import Claim, Submission
from app.disputes import queries, service
from app.disputes.errors import DisputeOpen
from app.disputes.models import Dispute
from app.disputes.rules import Answers
from app.documents import service as documents
from app.kernel.db import db
from app.patients import service as patients
from app.patients.models import Policy
from app.patients.values import CIVIL_ID, NewDocument
from app.remittances import ledger
from app.remittances.models import Remittance
from app.tenants.scope import find
from tests.claims.conftest import Clinic
from tests.disputes.conftest import a_picture
from tests.exchange.conftest import Server, dhamani, line, live_sandbox, sandbox
from tests.factories import clinic as made
from tests.factories import visits, wire

__all__ = ["dhamani", "line", "live_sandbox", "sandbox"]

OMR = Decimal
GAMMA, NOOR = "DEMO-GAMMA", "DEMO-P-NOOR"
COMPLAIN = Answers(claim_wrong=False, decision_wrong=True, only_missing=False)
CORRECT = Answers(claim_wrong=True, decision_wrong=False, only_missing=False)
# A consultation and a blood count of which the patient bears a tenth, and a chest X-ray nobody approved.
SERVICES = ("CONS-GP", "LAB-CBC", "IMG-CHEST")
CUT = OMR("3.780")


@pytest.fixture
def clock() -> None:
    """Time goes on: a real server takes part."""
    return


@dataclass
class Desk:
    """Noor at its desk, with an insurer that doubts: each step committed, then everything delivered."""

    exchange: Server
    noor: Clinic
    inside: Callable[[str], AbstractContextManager[None]]

    def policy(self, civil_id: str = "20114599") -> Policy:
        """A person GammaIns covers."""
        patient = made.a_patient(civil_id=civil_id, name="Huda bint Said Al Amri", phone=None)
        return made.a_policy(patient.id, payer=GAMMA)

    def send(self, *services: str, civil_id: str = "20114599") -> UUID:
        """A claim of today, sent and answered; its id."""
        with self.inside("amal"):
            draft = visits.a_draft(
                self.policy(civil_id), self.noor.practitioner_id, services=services
            )
            found = visits.send(draft).id
            db.session.commit()
        self.work()
        return found  # fmt: skip

    def work(self) -> None:
        wire.deliver_all(self.noor.tenant_id)
        wire.listen(self.noor.tenant_id)

    def pay(self) -> None:
        self.exchange.control("pay", payer=GAMMA, sender=NOOR)
        self.work()

    def complain(self, claim_id: UUID, *lines: int, paper: bytes = b"") -> UUID:
        """A complaint about these lines with a paper, sent and answered; the dispute's id."""
        with self.inside("amal"):
            dispute = service.open_dispute(
                claim_id, COMPLAIN, lines=lines, comment="Fever for five days."
            )
            carried = find(Claim, dispute.following_claim_id)
            documents.add("claim", carried.id, paper or a_picture(), title="Result", kind="lab_result")  # fmt: skip
            service.send(dispute.id, carried.version)
            found = dispute.id
            db.session.commit()
        self.work()
        return found

    def held(self) -> list[dict[str, Any]]:
        return self.exchange.ledger("claims", sender=NOOR, use="claim")

    def said(self, identifier: str) -> dict[str, Any]:
        """The Claim that arrived under this number, as it stood on the wire."""
        for one in self.exchange.ledger("messages", sender=NOOR, event="claim-request"):
            if one["focal_value"] == identifier:
                raw = httpx.get(f"{self.exchange.url}/_ledger/messages/{one['id']}/raw", trust_env=False)  # fmt: skip
                bundle = json.loads(raw.content)
                return next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Claim")  # fmt: skip
        raise AssertionError(f"{identifier} never arrived")


@pytest.fixture
def desk(line, sandbox, noor, inside) -> Iterator[Desk]:
    """GammaIns denies laboratory without evidence and imaging without approval, and answers at once."""
    sandbox.payer(GAMMA, temper="partly-denying", delay_seconds=0, faults=[], fault_count=0)
    yield Desk(sandbox, noor, inside)
    sandbox.payer(GAMMA, temper="partly-denying", delay_seconds=3)


def identifiers(claim_id: UUID) -> list[str]:
    query = db.select(Submission.identifier).where(Submission.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(Submission.attempt)))


def evidence_in(said: dict[str, Any]) -> list[bytes]:
    found = [one["valueAttachment"] for one in said["supportingInfo"] if "valueAttachment" in one]
    return [base64.b64decode(one["data"]) for one in found]


def test_a_complaint_with_evidence_wins_some_lines_and_is_paid(desk, inside):
    claim_id = desk.send(*SERVICES)
    with inside("amal"):
        first = find(Claim, claim_id)
        assert [one.outcome for one in first.lines] == ["approved", "denied", "denied"]
        assert [one.reason_code for one in first.lines] == [None, "MNEC-003", "AUTH-001"]
    paper = a_picture("navy")
    dispute_id = desk.complain(claim_id, 2, 3, paper=paper)
    with inside("amal"):
        dispute, first = find(Dispute, dispute_id), find(Claim, claim_id)
        followed = find(Claim, dispute.following_claim_id)
        (sent,), (original,) = identifiers(followed.id), identifiers(first.id)
        (kept,) = [one.body for one in _papers(followed.id)]
        won = first.lines[1].payer_share
        assert (dispute.status, dispute.recovered) == ("partly_won", won)
        assert [(one.sequence, one.recovered) for one in dispute.lines] == [(2, won), (3, 0)]
        assert [one.reason_code for one in followed.lines] == [None, "AUTH-001"]
        chain = queries.chain(claim_id)
        assert ([one.place for one in chain.attempts], chain.recovered) == ([1, 2], won)
    said, about = desk.said(sent), desk.said(original)
    (related,) = said["related"]
    assert related["relationship"]["coding"][0]["code"] == "appealing"
    assert related["claim"]["identifier"] == about["identifier"][0]
    assert said["identifier"][0]["value"] != original
    assert [one["sequence"] for one in said["item"]] == [2, 3]
    assert said["item"] == about["item"][1:]
    assert evidence_in(said) == [kept]
    assert "Fever for five days." in [one.get("valueString") for one in said["supportingInfo"]]
    desk.pay()
    with inside("amal"):
        row = ledger.account_row(claim_id)
        assert (row.paid, row.outstanding) == (find(Claim, claim_id).approved + won, 0)


def _papers(claim_id: UUID) -> tuple[Any, ...]:
    from app.documents.queries import attachments_of

    return attachments_of("claim", claim_id)


def test_papers_of_an_ordinary_claim_arrive_a_png_as_jpeg(desk, inside):
    with inside("amal"):
        draft = visits.a_draft(desk.policy(), desk.noor.practitioner_id)
        png = io.BytesIO()
        Image.new("RGB", (40, 30), "red").save(png, "PNG")
        kept = documents.add("claim", draft.id, png.getvalue(), title="Photo", kind="other")
        assert kept.content_type == "image/png"
        documents.add("claim", draft.id, a_picture(), title="Letter", kind="referral")
        claim_id = visits.send(draft).id
        leave = [one.body for one in _papers(claim_id)]
        db.session.commit()
    desk.work()
    with inside("amal"):
        (identifier,) = identifiers(claim_id)
        assert find(Claim, claim_id).adjudication == "approved"
    said = desk.said(identifier)
    assert evidence_in(said) == leave
    types = [one["valueAttachment"]["contentType"] for one in said["supportingInfo"]]
    assert types == ["image/jpeg", "image/jpeg"]


def test_evidence_the_insurer_has_seen_wins_nothing(desk, inside):
    with inside("amal"):
        draft = visits.a_draft(desk.policy(), desk.noor.practitioner_id, services=SERVICES[:2])
        paper = documents.add(
            "claim", draft.id, a_picture("teal"), title="Result", kind="lab_result"
        )
        claim_id, paper_id = visits.send(draft).id, paper.id
        db.session.commit()
    desk.work()
    with inside("amal"):
        assert [one.outcome for one in find(Claim, claim_id).lines] == ["approved", "denied"]
        dispute = service.open_dispute(claim_id, COMPLAIN, lines=[2], comment="As we wrote.")
        documents.link(paper_id, "claim", dispute.following_claim_id)
        service.send(dispute.id, find(Claim, dispute.following_claim_id).version)
        dispute_id = dispute.id
        db.session.commit()
    desk.work()
    with inside("amal"):
        dispute = find(Dispute, dispute_id)
        assert (dispute.status, dispute.recovered) == ("lost", 0)
        assert queries.chain(claim_id).recovered == 0  # fmt: skip


def test_while_one_complaint_is_open_no_second_one_begins(desk, inside):
    claim_id = desk.send(*SERVICES)
    desk.exchange.payer(GAMMA, temper="manual")
    dispute_id = desk.complain(claim_id, 2)
    with inside("amal"):
        assert find(Dispute, dispute_id).status == "accepted"
        for answers in (COMPLAIN, CORRECT):
            with pytest.raises(DisputeOpen):
                service.open_dispute(claim_id, answers, lines=[3], comment="And this.")
        db.session.rollback()
    (standing,) = [one for one in desk.held() if one["relationship"] == "appealing"]
    desk.exchange.control(f"claims/{standing['id']}/decide", all="approved")
    desk.work()
    with inside("amal"):
        assert find(Dispute, dispute_id).status == "won"
        assert len(desk.held()) == 2


def test_a_correction_takes_the_first_ones_place_and_its_money(desk, inside):
    claim_id = desk.send(*SERVICES[:2])
    desk.pay()
    with inside("amal"):
        first = ledger.account_row(claim_id)
        assert (first.paid, first.outstanding, first.denied) == (OMR("11.250"), 0, CUT)
        dispute = service.open_dispute(claim_id, CORRECT, comment="The result was forgotten.")
        carried = find(Claim, dispute.following_claim_id)
        documents.add("claim", carried.id, a_picture("olive"), title="Result", kind="lab_result")
        claims.submit(carried.id, carried.version)
        dispute_id, carried_id = dispute.id, carried.id
        db.session.commit()
    desk.work()
    with inside("amal"):
        dispute, carried = find(Dispute, dispute_id), find(Claim, carried_id)
        (sent,), (original,) = identifiers(carried_id), identifiers(claim_id)
        kept = [one.body for one in _papers(carried_id)]
        assert (dispute.status, dispute.recovered, carried.adjudication) == ("won", CUT, "approved")
        assert queries.chain(claim_id).recovered == CUT
        first = ledger.account_row(claim_id)
        assert (first.approved, first.outstanding, first.state) == (0, OMR("-11.250"), "overpaid")
    said, about = desk.said(sent), desk.said(original)
    assert said["related"][0]["relationship"]["coding"][0]["code"] == "prior"
    assert said["related"][0]["claim"]["identifier"] == about["identifier"][0]
    assert [one["sequence"] for one in said["item"]] == [1, 2]
    assert evidence_in(said) == kept
    standing = httpx.get(f"{desk.exchange.url}/_ledger/effective", trust_env=False).json()
    (row,) = standing["effective"]
    assert (row["claims"], row["superseded"]) == (1, 1)
    desk.pay()
    with inside("amal"):
        first, second = ledger.account_row(claim_id), ledger.account_row(carried_id)
        assert (first.paid - first.taken_back, first.outstanding) == (0, 0)
        assert (second.paid, second.outstanding) == (OMR("15.030"), 0)
        assert {find(Claim, one).status for one in (claim_id, carried_id)} == {"closed"}


def test_a_cancelled_correction_leaves_the_first_claim_as_it_was(desk, inside):
    claim_id = desk.send(*SERVICES[:2])
    with inside("amal"):
        before = vars_of(ledger.account(claim_id))
        dispute = service.open_dispute(claim_id, CORRECT, comment="The result was forgotten.")
        carried = find(Claim, dispute.following_claim_id)
        claims.submit(carried.id, carried.version)
        carried_id = carried.id
        db.session.commit()
    desk.work()
    with inside("amal"):
        assert vars_of(ledger.account(claim_id)) != before
        assert queries.chain(claim_id).recovered == CUT
        cancelling.nullify(carried_id, "wrong_information")
        db.session.commit()
    desk.work()
    with inside("amal"):
        assert find(Claim, carried_id).status == "cancelled"
        assert ledger.account_row(carried_id).state == "revoked"
        assert vars_of(ledger.account(claim_id)) == before
        assert find(Claim, claim_id).followed_by_id is None
        assert queries.chain(claim_id).recovered == 0


def vars_of(account: dict[int, Any]) -> list[dict[str, Any]]:
    return [vars(one) for one in account.values()]


def test_a_claim_sent_in_error_is_struck_and_its_money_taken_back(desk, inside):
    claim_id = desk.send("CONS-GP")
    desk.pay()
    with inside("amal"):
        assert find(Claim, claim_id).status == "closed"
        cancelling.nullify(claim_id, "already_submitted")
        db.session.commit()
    desk.work()
    (held,) = desk.held()
    assert (held["state"], held["struck"]) == ("cancelled", True)
    with inside("amal"):
        row = ledger.account_row(claim_id)
        assert (find(Claim, claim_id).status, row.state) == ("cancelled", "overpaid")
        assert (row.billed, row.approved, row.outstanding) == (0, 0, OMR("-11.250"))
    desk.pay()
    with inside("amal"):
        row = ledger.account_row(claim_id)
        assert (row.state, row.outstanding, row.taken_back) == ("revoked", 0, OMR("11.250"))
        parked = db.session.scalars(
            db.select(Remittance).where(Remittance.status == "parked")
        ).all()
        assert parked == []


def test_a_rejected_claim_is_put_right_and_sent_again(desk, inside):
    claim_id = desk.send("CONS-GP", civil_id="10000009")
    with inside("amal"):
        claim = find(Claim, claim_id)
        assert (claim.status, claim.problem_code, claim.adjudication) == (
            "rejected",
            "1658",
            "none",
        )
        assert queries.open_dispute(claim_id) is None
        (wrong,) = patients.queries.documents(claim.patient_id)
        patients.add_document(claim.patient_id, NewDocument(kind=CIVIL_ID, number="20114599"))
        patients.remove_document(wrong.id)
        again = claims.reopen(claim_id)
        claims.submit(claim_id, again.version)
        db.session.commit()
    desk.work()
    with inside("amal"):
        claim = find(Claim, claim_id)
        assert (claim.status, claim.adjudication) == ("adjudicated", "approved")
        first, second = identifiers(claim_id)
    assert [one["focal_value"] for one in desk.held()] == [second]
    assert "related" not in desk.said(second)
    assert first != second
