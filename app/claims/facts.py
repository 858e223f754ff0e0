"""Gathering what the checker may know of claims, from this tenant's own records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.claims.gathering.answers import Answers
from app.claims.gathering.approvals import Approvals
from app.claims.gathering.coded import Coded
from app.claims.gathering.collected import Collected
from app.claims.gathering.dispensed import Dispensed
from app.claims.gathering.history import History
from app.claims.gathering.house import House
from app.claims.gathering.papers import Papers
from app.claims.gathering.people import People
from app.claims.models import Claim
from app.claims.values import ClaimFacts, LineFacts, Parameters
from app.contracts.terms import AgreedPrice
from app.kernel.clock import muscat_day, now
from app.tenants.scope import across_branches

Told = tuple[ClaimFacts, Parameters]


def facts_of(claim: Claim) -> Told:
    """Everything the checker needs, as plain values, and its parameters as the payer's contract sets them."""
    (told,) = facts_of_many([claim])
    return told


@across_branches()
def facts_of_many(claims: Sequence[Claim], going: Collection[UUID] = ()) -> list[Told]:
    """The same for many claims, in their order; the number of statements does not grow with them.

    `going` are drafts that are to leave together with them.
    """
    if not claims:
        return []
    known, moment = _Known(claims, going), now()
    return [(known.facts(claim, moment), known.house.parameters(claim)) for claim in claims]


class _Known:
    """All that surrounds the claims, each kind read once for all of them."""

    def __init__(self, claims: Sequence[Claim], going: Collection[UUID]) -> None:
        self.people = People(claims)
        self.answers = Answers(claims)
        self.approvals = Approvals(claims)
        self.house = House(claims)
        self.coded = Coded(claims)
        self.collected = Collected(claims)
        self.dispensed = Dispensed(claims)
        self.history = History(claims, going)
        self.papers = Papers(claims)

    def facts(self, claim: Claim, moment: datetime) -> ClaimFacts:
        """One claim as plain values."""
        answer, prices = self.answers.of(claim), self.house.prices(claim)
        return ClaimFacts(
            moment=moment,
            today=muscat_day(moment),
            service_date=claim.service_date,
            patient=self.people.patient(claim, answer.verdict if answer else None),
            coverage=self.people.coverage(claim),
            eligibility=answer,
            provider=self.house.provider(claim),
            diagnoses=self.coded.diagnoses(claim),
            lines=self._lines(claim, prices),
            total=claim.net,
            kind=claim.kind,
            patient_share_collected=self.collected.of(claim),
            referral_number=claim.referral_number,
            offline_reference=claim.offline_reference,
            offline_on=claim.offline_on,
            related=self.history.related(claim),
            siblings=self.history.siblings(claim),
            visits=self.history.visits(claim),
            stays=self.history.stays(claim),
            supplies=self.dispensed.supplies(claim),
            attachments=self.papers.of(claim),
            carriage=self.papers.carriage,
            approvals=self.approvals.of(claim),
            approval_numbers=self.approvals.numbers(claim),
        )

    def _lines(self, claim: Claim, prices: Mapping[str, AgreedPrice]) -> tuple[LineFacts, ...]:
        """The lines as coded and priced, with what they hand out and what of them needs approval."""
        lines = self.dispensed.marked(claim, self.coded.lines(claim, prices))
        return self.approvals.marked(claim, lines, prices, self.answers.needing(claim))
