"""Papers of a dispute: when a claim was sent and taken, and everything about it in one file. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.claims import printing, queries, story
from app.claims.models import Claim
from app.claims.states import CANCELLED, CLOSED, DRAFT, NONE, REJECTED
from app.claims.windows import filing_window
from app.contracts.queries import contract_for
from app.conversations.wording import thread
from app.disputes import packets
from app.disputes import queries as disputes
from app.disputes import wording as dispute_words
from app.disputes.models import Dispute
from app.documents import queries as documents
from app.exchange import queries as exchange
from app.exchange.models import Inbound
from app.kernel import pdf
from app.kernel.clock import MUSCAT, now
from app.kernel.db import db
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.reference.queries import payer
from app.tenants.queries import facility, tenant
from app.tenants.scope import find

PROOF = "print/disputes/filing_proof.html"
COVER = "print/disputes/cover.html"
CLAIM = "print/claims/claim.html"
# Nothing of such a claim stands with the insurer; nor of one that was closed while it was rejected.
CAME_BACK = frozenset({DRAFT, REJECTED, CANCELLED})


@dataclass(frozen=True)
class Receipt:
    """The exchange's word that it took a message: its own number, when it came, and its SHA-256."""

    number: str
    at: datetime
    sha256: str


def filing_proof(claim: Claim) -> bytes:
    """The proof that a claim was sent in time, in the language of the request. Raises PdfUnavailable."""
    return pdf.render(PROOF, **proof_values(claim))


def proof_values(claim: Claim) -> dict[str, Any]:
    """When each sending was queued, sent and taken, under which hash; receipts; and the window."""
    window = filing_window(contract_for(claim.payer_id, claim.service_date), claim.service_date)
    sendings = [_sending(one) for one in reversed(queries.submissions(claim.id))]
    return {
        **_head(claim),
        "service_date": claim.service_date,
        "window_until": window.until,
        "sendings": sendings,
        "in_time": _in_time(_standing_since(claim, sendings), window.until),
    }


def _standing_since(claim: Claim, sendings: list[dict[str, Any]]) -> datetime | None:
    """When the sending left that stands with the insurer: what came back before it was never filed."""
    closed_as_rejected = claim.status == CLOSED and claim.adjudication == NONE
    if claim.status in CAME_BACK or closed_as_rejected:
        return None
    return next((one["sent_at"] for one in sendings if one["attempt"] == claim.attempts), None)


def _in_time(sent_at: datetime | None, until: date | None) -> bool | None:
    if sent_at is None or until is None:
        return None
    return sent_at.astimezone(MUSCAT).date() <= until


def _sending(submission: Any) -> dict[str, Any]:
    message = exchange.message(submission.message_id)
    return {
        "attempt": submission.attempt,
        "identifier": submission.identifier,
        "bundle_id": message.bundle_id,
        "header_id": message.header_id,
        "queued_at": message.queued_at,
        "sent_at": message.sent_at,
        "acked_at": message.acked_at,
        "answered_at": message.answered_at,
        "sha256": message.envelope_sha256,
        "receipts": receipts(message.id),
    }


def receipts(message_id: UUID) -> list[Receipt]:
    """What the exchange sent back for a message, the oldest first."""
    query = (
        select(Inbound)
        .where(Inbound.message_id == message_id, Inbound.header_id.is_not(None))
        .order_by(Inbound.received_at, Inbound.id)
    )
    return [Receipt(one.header_id or "", one.received_at, one.body_sha256) for one in db.session.scalars(query)]  # fmt: skip


def packet(dispute: Dispute) -> bytes:
    """Cover, claims, answers, conversation and every document's pages as one PDF. Raises PdfUnavailable."""
    first, following = find(Claim, dispute.claim_id), find(Claim, dispute.following_claim_id)
    papers = documents.documents_of("claim", following.id)
    parts = [
        pdf.render(COVER, **_cover_values(dispute, first, following, papers)),
        pdf.render(CLAIM, **printing.values(first)),
        pdf.render(CLAIM, **printing.values(following)),
        pdf.render(PROOF, **proof_values(first)),
    ]
    attached = [
        packets.Attached(one.title, one.content_type, documents.body(one.id)) for one in papers
    ]
    return packets.join(parts, attached, title=f"{first.number} {following.number}")


def _cover_values(
    dispute: Dispute, first: Claim, following: Claim, papers: list[Any]
) -> dict[str, Any]:
    chain = disputes.chain(first.id)
    in_dispute = {one.line_id for one in dispute.lines}
    return {
        **_head(first),
        "kind": dispute_words.kind_words(dispute.kind),
        "following_number": following.number,
        "comment": following.comment or "",
        "at_stake": dispute.at_stake,
        "lines": [
            {
                "sequence": one.line.sequence,
                "name": one.name,
                "code": one.line.code or "",
                "asked": one.line.payer_share,
                "approved": one.line.approved,
                "reasons": one.reasons,
            }
            for one in story.lines(first)
            if one.line.id in in_dispute
        ],
        "disposition": first.disposition or "",
        "attempts": dispute_words.attempts(chain),
        "said": [*thread("claim", first.id), *thread("claim", following.id)],
        "documents": [{"title": one.title, "sha256": one.sha256} for one in papers],
    }


def _head(claim: Claim) -> dict[str, Any]:
    house, branch = tenant(), facility(claim.facility_id)
    person, insurer = patients.patient(claim.patient_id), payer(claim.payer_id)
    return {
        "number": claim.number,
        "payer_reference": claim.payer_reference or "",
        "issuer": {
            "name": name_of(house),
            "branch": name_of(branch),
            "licence": branch.licence_number,
        },
        "payer": {"name": name_of(insurer), "licence": insurer.licence},
        "patient": {"name": name_of(person), "file_number": person.file_number},
        "printed_at": now(),
    }


def file_name(kind: str, number: str, language: str) -> str:
    """What a paper is called: the claim's number, never the patient's name."""
    return f"{number}-{kind}-{language}.pdf"
