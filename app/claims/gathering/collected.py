"""What patients paid for their visits. Receipts are written above and said here; without any the note on the claim counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from app.claims.models import Claim

# First claims of visits -> what their receipts come to in OMR; a visit without a receipt is left out.
Source = Callable[[Collection[UUID]], Mapping[UUID, Decimal]]

_sources: dict[str, Source] = {}


def say(name: str, source: Source) -> None:
    """Be asked what was taken for visits."""
    _sources[name] = source


class Collected:
    """What was taken for the visits of these claims."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        visits = {_visit(claim) for claim in claims}
        self._taken: dict[UUID, Decimal] = {}
        for source in _sources.values():
            self._taken.update(source(visits))

    def of(self, claim: Claim) -> Decimal | None:
        """By the receipts, else as it was noted; None where nothing is known."""
        return self._taken.get(_visit(claim), claim.patient_paid)


def _visit(claim: Claim) -> UUID:
    return claim.root_claim_id or claim.id
