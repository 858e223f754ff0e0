"""Who pays for a patient's medicines on a day, as the insurer answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.approvals import queries as approvals
from app.approvals import rules
from app.approvals.states import UNANSWERED
from app.approvals.values import ApprovalFacts, LineFactsOfApproval, Need
from app.claims.drafting import COVERED
from app.claims.starting import usual_policy
from app.contracts.on_file import services_on_file
from app.contracts.queries import PricedService
from app.eligibility import queries as eligibility
from app.eligibility.models import EligibilityCheck
from app.eligibility.rules import NOT_COVERED
from app.kernel.money import ZERO
from app.patients import queries as patients
from app.patients.models import Policy
from app.pharmacy.dispensing import queries
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.prescriptions.queries import MEDICATION

NO_POLICY, UNASKED, REFUSED, EXCLUDED, OFF_LIST, NO_PRICE = "no_policy", "unasked", "refused", "excluded", "off_list", "no_price"  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The policy that pays first, and the insurer's newest word about the day."""

    policy: Policy | None
    check: EligibilityCheck | None
    answered: EligibilityCheck | None
    is_down: bool

    @property
    def payer_id(self) -> UUID | None:
        """The insurer, if there is a policy."""
        return self.policy.payer_id if self.policy else None

    @property
    def is_known(self) -> bool:
        """Whether the insurer said yes or no."""
        return self.answered is not None and self.answered.verdict in {COVERED, NOT_COVERED}

    @property
    def is_covered(self) -> bool:
        """Whether the insurer said yes."""
        return self.answered is not None and self.answered.verdict == COVERED

    @property
    def copayment(self) -> tuple[Decimal | None, Decimal | None]:
        """Percent and maximum, for medicines where the answer names them."""
        if self.answered is not None and self.is_covered:
            return eligibility.copayment(self.answered, MEDICATION)
        if self.policy is not None:
            return self.policy.copay_percent, self.policy.copay_max
        return None, None


def cover_on(patient_id: UUID, on: date) -> Cover:
    """Who pays on the day, as far as anybody asked."""
    policy = usual_policy(patients.policies(patient_id), on)
    if policy is None:
        return Cover(policy=None, check=None, answered=None, is_down=False)
    return Cover(
        policy=policy,
        check=eligibility.last_asked(patient_id, policy.payer_id, on),
        answered=eligibility.latest(patient_id, policy.payer_id, on),
        is_down=eligibility.line(policy.payer_id).is_down,
    )


def _medication(check: EligibilityCheck) -> Mapping[str, str | None]:
    return next((row for row in check.benefits if row["category"] == MEDICATION), {})


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the insurer pays for each service: price, approval, formulary. By local code, by service id."""

    on: date
    cover: Cover
    priced: Mapping[str, PricedService]
    needs: Mapping[str, Need]
    listed: Mapping[UUID, bool | None]
    approvals: tuple[ApprovalFacts, ...]
    unclaimed: Mapping[tuple[UUID, str], Decimal]

    def against(self, local_code: str, service_id: UUID) -> str:
        """Why the insurer does not pay for it; empty where it does."""
        cover = self.cover
        if cover.policy is None:
            return NO_POLICY
        if not cover.is_known:
            return UNASKED
        if not cover.is_covered:
            return REFUSED
        if cover.answered is not None and _medication(cover.answered).get("excluded"):
            return EXCLUDED
        if self.listed.get(service_id) is False:
            return OFF_LIST
        found = self.priced.get(local_code)
        return "" if found is not None and found.unit_price else NO_PRICE

    def price(self, local_code: str) -> Decimal | None:
        """The agreed price of one unit; None where nothing was agreed."""
        found = self.priced.get(local_code)
        return found.unit_price if found is not None and found.unit_price else None

    def needs_approval(self, local_code: str, amount: Decimal) -> bool:
        """Whether this amount of it must be approved before."""
        need = self.needs.get(local_code)
        return need is not None and need.applies(amount)

    def granted(self, local_code: str) -> Granted | None:
        """The approval that holds for it with the most left; else the newest one that names it."""
        found = [
            Granted(one, line.units or ZERO, self._left(one, line), self._holds(one))
            for one in self.approvals
            for line in one.lines
            if self._is_of(local_code, line)
        ]
        held = [one for one in found if one.holds]
        return max(held, key=lambda one: one.left, default=None) or next(iter(found), None)

    def _left(self, one: ApprovalFacts, line: LineFactsOfApproval) -> Decimal:
        """Units left, without what was handed out on it and is not claimed yet."""
        gone = sum(
            (
                units
                for (approval_id, code), units in self.unclaimed.items()
                if approval_id == one.id and self._is_of(code, line)
            ),
            ZERO,
        )
        return max((line.units_left or ZERO) - gone, ZERO)

    def _is_of(self, local_code: str, line: LineFactsOfApproval) -> bool:
        code = self.priced[local_code].code if local_code in self.priced else None
        return line.local_code == local_code or bool(code and line.code == code)

    def _holds(self, one: ApprovalFacts) -> bool:
        return rules.holds(one.status, one.valid_from, one.valid_to, self.on)


@dataclass(frozen=True)
class Granted:
    """An approval of a medicine: units granted and left, and whether it holds on the day asked about."""

    approval: ApprovalFacts
    units: Decimal
    left: Decimal
    holds: bool

    def is_enough(self, units: Decimal) -> bool:
        """Whether it grants these units, or the insurer still has to answer: then nobody asks again."""
        return self.approval.status in UNANSWERED or (self.holds and self.left >= units)


def terms_on(
    cover: Cover,
    patient_id: UUID,
    services: Mapping[UUID, str],
    on: date,
    apart_from: UUID | None = None,
) -> Terms:
    """What the insurer pays of these services (id -> local code) on the day.

    `apart_from`: a dispense whose own units count as not handed out yet.
    """
    payer_id = cover.payer_id
    if payer_id is None:
        return Terms(on=on, cover=cover, priced={}, needs={}, listed={}, approvals=(), unclaimed={})
    priced = services_on_file(payer_id, on, set(services.values()))
    answered = eligibility.categories_needing_approval(cover.answered)
    known = approvals.facts(patient_id, payer_id, on)
    return Terms(
        on=on,
        cover=cover,
        priced=priced,
        needs=approvals.needs(payer_id, on, priced.values(), answered=answered),
        listed=medicines.on_formulary(payer_id, list(services), on),
        approvals=known,
        unclaimed=queries.unclaimed_units([one.id for one in known], apart_from),
    )
