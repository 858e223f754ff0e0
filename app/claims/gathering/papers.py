"""The papers that travel with a claim."""

from __future__ import annotations

from collections.abc import Sequence

from app.claims.models import Claim
from app.claims.surroundings import AttachmentFacts, CarriageFacts
from app.documents import queries as documents
from app.documents import travelling
from app.documents.queries import DocumentRow
from app.exchange.connections import gateway

SUBJECT = "claim"


class Papers:
    """The papers of the claims."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._papers = documents.documents_of_many(SUBJECT, {claim.id for claim in claims})
        self._limits = gateway().limits

    @property
    def carriage(self) -> CarriageFacts:
        """What the exchange takes, whatever a payer would."""
        return CarriageFacts(
            file_bytes=self._limits.file_bytes,
            files=self._limits.files,
            message_bytes=self._limits.message_bytes,
        )

    def of(self, claim: Claim) -> tuple[AttachmentFacts, ...]:
        """The papers of one claim, the oldest first."""
        return tuple(
            AttachmentFacts(
                kind=paper.kind,
                media_type=travelling.travels_as(paper.content_type, self._limits),
                size=self._size(paper),
                name=paper.title,
            )
            for paper in self._papers.get(claim.id, ())
        )

    def _size(self, paper: DocumentRow) -> int:
        """As it leaves. Only a large PNG is turned to know: a small one does not grow beyond any limit."""
        turned = travelling.travels_as(paper.content_type, self._limits) != paper.content_type
        if not turned or paper.size <= self._limits.file_bytes:
            return paper.size
        (sent,) = documents.attachments((paper.id,))
        return len(sent.body)
