"""What the exchange said of the cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.approvals.values import CATEGORY_OF_KIND
from app.claims.models import Claim
from app.claims.values import EligibilityFacts
from app.eligibility import queries as eligibility
from app.eligibility.models import EligibilityCheck
from app.kernel.money import ZERO


class Answers:
    """The newest answer for the patient, payer and day of each claim."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._checks = eligibility.latest_of(
            {(claim.patient_id, claim.payer_id, claim.service_date) for claim in claims}
        )

    def of(self, claim: Claim) -> EligibilityFacts | None:
        """The answer as plain values; None while there is none."""
        check = self._checks.get((claim.patient_id, claim.payer_id, claim.service_date))
        if check is None or check.answered_at is None or check.verdict is None:
            return None
        percent, most = eligibility.copayment(check, CATEGORY_OF_KIND.get(claim.kind, ""))
        return EligibilityFacts(
            verdict=check.verdict,
            checked_at=check.answered_at,
            service_date=check.service_date,
            member_number=eligibility.member_number(check) or "",
            copay_percent=percent,
            copay_max=most,
            annual_limit=check.annual_limit,
            used=check.annual_used or ZERO,
            category_left=dict(_left_by_category(check)),
            in_network=check.in_network,
        )

    def needing(self, claim: Claim) -> frozenset[str]:
        """Categories of care for which the answer wants approval."""
        check = self._checks.get((claim.patient_id, claim.payer_id, claim.service_date))
        return eligibility.categories_needing_approval(check)


def _left_by_category(check: EligibilityCheck) -> Iterable[tuple[str, Decimal]]:
    """What each category still grants, where the payer said both limit and use."""
    for benefit in check.benefits:
        left = _left(benefit)
        if left is not None and benefit.get("category"):
            yield benefit["category"], left


def _left(benefit: Mapping[str, Any]) -> Decimal | None:
    if benefit.get("excluded"):
        return ZERO
    limit, used = benefit.get("limit"), benefit.get("used")
    return None if limit is None or used is None else max(ZERO, Decimal(limit) - Decimal(used))
