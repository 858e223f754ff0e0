"""May these drafts leave, beyond what the checker finds? Asked beforehand for many at once; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.approvals import foreseeing
from app.approvals.units import ClaimOfUnits
from app.claims import approving, listening
from app.claims.models import Claim
from app.kernel.errors import DomainError
from app.worklist import service as worklist
from app.worklist.queries import holders

LEASED = "claim"


class Leaving:
    """What sending would refuse, claim for claim: a colleague at work, a guard, and units that others take first.

    Drafts are shown in steps with `look`; `short` answers then for all of them that name an approval.
    """

    def __init__(self) -> None:
        self._asking: list[tuple[ClaimOfUnits, UUID]] = []

    def look(self, drafts: Sequence[Claim]) -> dict[UUID, DomainError]:
        """Claim -> why it may not leave, of these drafts."""
        taken = holders(LEASED, [draft.id for draft in drafts])
        found: dict[UUID, DomainError] = {}
        for draft in drafts:
            holder = taken.get(draft.id)
            if holder is not None and not holder.is_me:
                found[draft.id] = worklist.taken_by(holder)
            elif refusal := _refusal(draft):
                found[draft.id] = refusal
            elif draft.approval_id is not None:
                self._asking.append((approving.asking(draft), draft.approval_id))
        return found

    def short(self, among: Sequence[UUID]) -> dict[UUID, DomainError]:
        """Claim -> why its approval does not carry it, where the claims leave in this order."""
        place = {claim_id: number for number, claim_id in enumerate(among)}
        asked = [one for one in self._asking if one[0].claim_id in place]
        return foreseeing.refusals(sorted(asked, key=lambda one: place[one[0].claim_id]))


def _refusal(draft: Claim) -> DomainError | None:
    try:
        listening.ask_leave(draft)
    except DomainError as refusal:
        return refusal
    return None
