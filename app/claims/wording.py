"""A claim's statuses and findings in the words of the page's language, ready to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from app.approvals.queries import approval
from app.claims.models import Claim
from app.claims.states import ACCEPTED, ADJUDICATED, ADJUDICATION_STATUSES, CLAIM_STATUSES, NONE
from app.claims.values import BLOCK, HOLD, INFO, WARN, Finding
from app.kernel import pagewords
from app.kernel.money import decimals
from app.kernel.pagewords import name_of
from app.kernel.tags import Tag, tag_of
from app.kernel.words import Bilingual
from app.reference.queries import codes_by, payer_by_licence
from app.reference.systems import ICD_10_CM

COLOURS = {BLOCK: "red", HOLD: "grey", WARN: "amber", INFO: "blue"}
SPOKEN_FOR = frozenset({ACCEPTED, ADJUDICATED})
COUNTED = frozenset({
    "units", "units_left", "meant", "most", "line", "times", "days", "hours", "age", "window", "edge",
})  # fmt: skip
BOXES = {
    "patient": "patient-panel",
    "eligibility": "patient-panel",
    "related": "patient-panel",
    "diagnoses": "diagnoses-0-code",
    "lines": "lines-0-service",
    "total": "amounts",
    "attachments": "amounts",
}
# A part of a line without a box of its own is blamed on the box that decides it.
PARTS = {
    "code": "service", "kind": "service", "service_date": "service",
    "prescription": "service", "substitution": "service", "batch": "service",
    "factor": "unit_price", "tax": "unit_price", "net": "unit_price", "patient_share": "unit_price",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A finding in words, with the box it belongs to."""

    severity: str
    code: str
    sentence: Markup
    fix: str
    at_stake: Decimal | None
    field_id: str


def status_tag(status: str) -> Tag:
    """The lifecycle's word for people."""
    return tag_of(CLAIM_STATUSES[status])


def adjudication_tag(adjudication: str) -> Tag | None:
    """The insurer's judgement, once there is any."""
    return None if adjudication == NONE else tag_of(ADJUDICATION_STATUSES[adjudication])


def tags(status: str, adjudication: str) -> tuple[Tag, ...]:
    """A row's status in one column: once the insurer has a word, its word says where the claim is."""
    decision = adjudication_tag(adjudication)
    if decision is None:
        return (status_tag(status),)
    return (decision,) if status in SPOKEN_FOR else (status_tag(status), decision)


def said(finding: Finding) -> Said:
    """The finding in the page's language, its params isolated."""
    params = {name: _shown(name, value) for name, value in finding.params.items()}
    if finding.plural:
        sentence = ngettext(finding.sentence, finding.plural, finding.count, **params)
    else:
        sentence = gettext(finding.sentence, **params)
    return Said(
        severity=COLOURS[finding.severity],
        code=finding.code,
        # The sentence is the house's own, and every param is escaped where it is isolated.
        sentence=Markup(sentence),  # noqa: S704
        fix=gettext(finding.fix),
        at_stake=finding.at_stake if finding.at_stake > 0 else None,
        field_id=box_of(finding.field),
    )


def _shown(name: str, value: object) -> Markup:
    if isinstance(value, date):
        return pagewords.day(value)
    if isinstance(value, Bilingual):
        value = value.in_language(pagewords.language())
    if isinstance(value, Decimal) and name not in COUNTED and decimals(value) <= 3:
        return pagewords.money(value)
    if isinstance(value, Decimal):
        return pagewords.isolate(f"{value.normalize():f}")
    if isinstance(value, int):
        return pagewords.number(value)
    if name == "payer" and (insurer := payer_by_licence(str(value))):
        return pagewords.isolate(name_of(insurer))
    return pagewords.isolate(value)


def box_of(field: str) -> str:
    """The id on the entry page that a finding's field points at."""
    if field in BOXES:
        return BOXES[field]
    name, _, rest = field.partition("-")
    row, _, part = rest.partition("-")
    if name == "lines" and part:
        return f"lines-{row}-{PARTS.get(part, part)}"
    if name == "diagnoses" and part:
        return f"diagnoses-{row}-code"
    return name


def beside(findings: Iterable[Said]) -> dict[str, list[Said]]:
    """The findings by the box they stand beside."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in findings:
        found[one.field_id].append(one)
    return dict(found)


def approval_link(claim: Claim) -> Markup | None:
    """The approval the claim names, leading to its page."""
    if claim.approval_id is None:
        return None
    one = approval(claim.approval_id)
    url = url_for("approvals.show", approval_id=one.id)
    return Markup('<a href="{}">{}</a>').format(
        url, pagewords.code(one.payer_reference or one.number)
    )


def diagnosis_words(claim: Claim) -> dict[str, str]:
    """What each diagnosis is called: in Arabic where the list knows it, else as it was sent."""
    known = codes_by(ICD_10_CM, [row.code for row in claim.diagnoses])
    is_arabic = pagewords.language() == "ar"
    return {
        row.code: (known[row.code].display_ar if is_arabic and row.code in known else None)
        or row.display
        for row in claim.diagnoses
    }
