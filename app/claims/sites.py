"""Whether the entry page asks where a service was done: a tooth, a side or a site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.claims.forms import ClaimForm
from app.claims.rulebook.queries import agreed, rulebook
from app.contracts.queries import PricedService, contract_for

DENTAL, PARAMETER = "dental", "codes_needing_site"


def wanted(
    form: ClaimForm, services: Iterable[PricedService], payer_id: UUID, on: date
) -> bool:  # fmt: skip
    """A box more on every line costs a key more, so only where it may be needed or is filled."""
    if any(row.form.site.typed for row in form.lines):
        return True
    if any(service.category == DENTAL for service in services):
        return True
    return bool(rulebook(payer_id, on).over(agreed(contract_for(payer_id, on))).get(PARAMETER))
