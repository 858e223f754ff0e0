"""The papers that travel with a claim."""

from __future__ import annotations

from collections.abc import Sequence

from app.claims.models import Claim
from app.claims.surroundings import AttachmentFacts
from app.documents import queries as documents

SUBJECT = "claim"


class Papers:
    """The papers of the claims."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._papers = documents.documents_of_many(SUBJECT, {claim.id for claim in claims})

    def of(self, claim: Claim) -> tuple[AttachmentFacts, ...]:
        """The papers of one claim, the oldest first."""
        return tuple(
            AttachmentFacts(
                kind=paper.kind, media_type=paper.content_type, size=paper.size, name=paper.title
            )
            for paper in self._papers.get(claim.id, ())
        )
