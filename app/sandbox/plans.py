"""Benefit tables in the shape of the unified policy: OMR 4,500 a year in three parts."""

from dataclasses import dataclass, replace
from decimal import Decimal

CONSULTATION, LABORATORY, IMAGING, MEDICATION, DENTAL, OTHER = (
    "medical-consultation",
    "laboratory",
    "imaging",
    "medication",
    "dental",
    "other-service",
)
SERVICES = (CONSULTATION, LABORATORY, IMAGING, MEDICATION, DENTAL)


@dataclass(frozen=True)
class Limit:
    """An annual limit and what is used of it, in Omani rials."""

    category: str
    allowed: Decimal
    used: Decimal = Decimal("0.000")


@dataclass(frozen=True)
class Plan:
    """What a policy gives: the patient's share in percent with a ceiling in rials a visit, limits, approvals."""

    code: str
    name_en: str
    name_ar: str
    network: str
    copay_percent: Decimal
    copay_ceiling: Decimal | None
    limits: tuple[Limit, ...]
    needs_approval: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset({DENTAL})

    def with_copay(self, percent: str, ceiling: str | None) -> "Plan":
        return replace(
            self,
            copay_percent=Decimal(percent),
            copay_ceiling=Decimal(ceiling) if ceiling else None,
        )

    def with_used(self, category: str, used: str) -> "Plan":
        limits = tuple(
            replace(x, used=Decimal(used)) if x.category == category else x for x in self.limits
        )
        return replace(self, limits=limits)


UNIFIED = (
    Limit("inpatient", Decimal("3000.000")),
    Limit("outpatient", Decimal("500.000"), Decimal("85.500")),
    Limit("repatriation", Decimal("1000.000")),
)
DOMESTIC = (Limit("inpatient", Decimal("4000.000")), Limit("outpatient", Decimal("500.000")))

STANDARD = Plan(
    "UHIP-STD",
    "Unified policy, standard",
    "الوثيقة الموحدة - الأساسية",
    "Standard network",
    Decimal(10),
    Decimal("5.000"),
    UNIFIED,
)
PLUS = replace(
    STANDARD,
    code="UHIP-PLUS",
    name_en="Unified policy, with dental",
    name_ar="الوثيقة الموحدة - مع الأسنان",
    network="Wide network",
    excluded=frozenset(),
)
DOMESTIC_WORKER = replace(
    STANDARD,
    code="UHIP-DW",
    name_en="Unified policy, domestic worker",
    name_ar="الوثيقة الموحدة - عمالة منزلية",
    limits=DOMESTIC,
)

BY_PAYER: dict[str, Plan] = {
    "DEMO-ALPHA": STANDARD.with_copay("10", "5.000"),
    "DEMO-BETA": replace(STANDARD.with_copay("20", "5.000"), needs_approval=frozenset({IMAGING})),
    "DEMO-GAMMA": replace(STANDARD.with_copay("10", "3.000"), needs_approval=frozenset({IMAGING})),
    "DEMO-DELTA": PLUS.with_copay("15", "4.000"),
}


def plan_of(payer: str) -> Plan:
    """The plan a payer gives to everyone without a story of their own."""
    return BY_PAYER.get(payer, STANDARD)
