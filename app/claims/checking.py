"""Checking claims as they stand: the edits as they are set, the clinic's own rules, and what was released."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from app.claims import scrubbing
from app.claims.facts import facts_of, facts_of_many
from app.claims.models import Claim
from app.claims.rulebook import holds
from app.claims.rulebook.own_rules import Fill
from app.claims.rulebook.queries import Rulebook, rulebook, rulebooks
from app.claims.values import ClaimFacts, Finding, Parameters


def findings_of(
    claims: Sequence[Claim], going: Collection[UUID] = ()
) -> dict[UUID, tuple[Finding, ...]]:
    """Everything found, by claim; a hold that was released only informs.

    Drafts that are `going` to leave along with them count as sent where they leave earlier.
    """
    books = rulebooks((claim.payer_id, claim.service_date) for claim in claims)
    found = {
        claim.id: found_in(claim, *told, books[claim.payer_id, claim.service_date])
        for claim, told in zip(claims, facts_of_many(claims, going), strict=True)
    }
    return holds.after_releases(claims, found)


def found_in(
    claim: Claim, facts: ClaimFacts, agreed: Parameters, book: Rulebook
) -> tuple[Finding, ...]:
    """What the edits and the clinic's own rules find in one claim."""
    return scrubbing.check(facts, book.over(agreed)) + book.findings(claim, facts)


def fills_of(claim: Claim) -> tuple[Fill, ...]:
    """What own rules propose for the empty fields of a draft."""
    book = rulebook(claim.payer_id, claim.service_date)
    if not book.proposes:
        return ()
    return book.fills(claim, facts_of(claim)[0])
