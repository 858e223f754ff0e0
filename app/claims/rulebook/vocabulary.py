"""The words a rule may be written in: facts of a claim or of one line, and what may be asked of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.kernel.words import N_

NUMBER, MONEY, CHOICE, CODES, YES_NO = "number", "money", "choice", "codes", "yes_no"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact: label is a msgid, `field` the place of the form it belongs to.

    `of_line` facts are asked of each line; a rule with one of them speaks of the lines it fits.
    """

    key: str
    kind: str
    label: str
    field: str
    of_line: bool = False


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One question; label for the list, sentence with `%(fact)s` and `%(value)s` for the rule in words."""

    key: str
    label: str
    sentence: str
    has_value: bool = True


_FACTS = (
    Fact(key="payer", kind=CHOICE, label=N_("Insurer"), field="policy"),
    Fact(key="branch", kind=CHOICE, label=N_("Branch"), field="facility"),
    Fact(key="practitioner", kind=CHOICE, label=N_("Practitioner"), field="practitioner"),
    Fact(key="specialty", kind=CHOICE, label=N_("Practitioner's specialty"), field="practitioner"),
    Fact(key="patient_age", kind=NUMBER, label=N_("Patient's age in years"), field="patient"),
    Fact(key="patient_sex", kind=CHOICE, label=N_("Patient's sex"), field="patient"),
    Fact(key="diagnosis", kind=CODES, label=N_("Any diagnosis"), field="diagnoses-0-code"),
    Fact(key="principal", kind=CODES, label=N_("Principal diagnosis"), field="diagnoses-0-code"),
    Fact(key="services", kind=CODES, label=N_("Services on the claim"), field="lines-0-code"),
    Fact(key="line_count", kind=NUMBER, label=N_("Number of lines"), field="total"),
    Fact(key="total", kind=MONEY, label=N_("Total of the claim"), field="total"),
    Fact(key="payer_total", kind=MONEY, label=N_("Asked of the insurer"), field="total"),
    Fact(key="days_since_visit", kind=NUMBER, label=N_("Days since the visit"), field="service_date"),
    Fact(key="has_referral", kind=YES_NO, label=N_("Referral number present"), field="referral_number"),
    Fact(key="has_approval", kind=YES_NO, label=N_("Approval present"), field="related"),
    Fact(key="is_emergency", kind=YES_NO, label=N_("Given in an emergency"), field="related"),
    Fact(key="has_practitioner", kind=YES_NO, label=N_("Practitioner chosen"), field="practitioner"),
    Fact(key="has_eligibility", kind=YES_NO, label=N_("Eligibility answered"), field="eligibility"),
    Fact(key="has_patient_paid", kind=YES_NO, label=N_("Patient's payment noted"), field="total"),
    Fact(key="is_correction", kind=YES_NO, label=N_("Follows an earlier claim"), field="related"),
    Fact(key="service", kind=CODES, label=N_("Service of the line"), field="code", of_line=True),
    Fact(key="category", kind=CHOICE, label=N_("Category of the line"), field="code", of_line=True),
    Fact(key="quantity", kind=NUMBER, label=N_("Quantity of the line"), field="quantity", of_line=True),
    Fact(key="unit_price", kind=MONEY, label=N_("Unit price of the line"), field="unit_price", of_line=True),
    Fact(key="line_total", kind=MONEY, label=N_("Total of the line"), field="net", of_line=True),
)  # fmt: skip
FACTS: Mapping[str, Fact] = MappingProxyType({fact.key: fact for fact in _FACTS})

_SIZES = (
    Operator(key="at_least", label=N_("is at least"), sentence=N_("%(fact)s is at least %(value)s")),
    Operator(key="at_most", label=N_("is at most"), sentence=N_("%(fact)s is at most %(value)s")),
    Operator(key="more_than", label=N_("is more than"), sentence=N_("%(fact)s is more than %(value)s")),
    Operator(key="less_than", label=N_("is less than"), sentence=N_("%(fact)s is less than %(value)s")),
    Operator(key="equals", label=N_("is exactly"), sentence=N_("%(fact)s is exactly %(value)s")),
)  # fmt: skip
_CHOICES = (
    Operator(key="is", label=N_("is"), sentence=N_("%(fact)s is %(value)s")),
    Operator(key="is_not", label=N_("is not"), sentence=N_("%(fact)s is not %(value)s")),
)
_CODES = (
    Operator(key="one_of", label=N_("is one of"), sentence=N_("%(fact)s is one of %(value)s")),
    Operator(key="none_of", label=N_("is none of"), sentence=N_("%(fact)s is none of %(value)s")),
    Operator(key="begins", label=N_("begins with"), sentence=N_("%(fact)s begins with %(value)s")),
    Operator(key="begins_not", label=N_("does not begin with"), sentence=N_("%(fact)s does not begin with %(value)s")),
)  # fmt: skip
_ANSWERS = (
    Operator(key="yes", label=N_("yes"), sentence=N_("%(fact)s: yes"), has_value=False),
    Operator(key="no", label=N_("no"), sentence=N_("%(fact)s: no"), has_value=False),
)

OPERATORS: Mapping[str, tuple[Operator, ...]] = MappingProxyType(
    {NUMBER: _SIZES, MONEY: _SIZES, CHOICE: _CHOICES, CODES: _CODES, YES_NO: _ANSWERS}
)


def operators_of(fact: Fact) -> Mapping[str, Operator]:
    """What may be asked of a fact, by key."""
    return {one.key: one for one in OPERATORS[fact.kind]}
