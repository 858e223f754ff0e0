"""What differs, in words of the page's language."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from app.claims.habits import rules
from app.claims.habits.rules import Difference
from app.claims.wording import Said
from app.kernel import pagewords
from app.kernel.pagewords import name_of
from app.kernel.words import N_
from app.reference.queries import payer

SINCE_LAST = {
    rules.PRICE: ("blue", N_("The price changed since the last visit: %(theirs)s then, %(ours)s now.")),
    rules.NOT_IN_CONTRACT: ("amber", N_("Not in the price list of %(payer)s today; at the last visit it cost %(theirs)s.")),
    rules.SERVICE_GONE: ("amber", N_("This service is no longer among the clinic's services.")),
    rules.CODE_RETIRED: ("amber", N_("This diagnosis code is no longer valid. Choose another one.")),
    rules.POLICY_CHANGED: ("blue", N_("The last visit was billed to another policy. Check that this one is meant.")),
    rules.PRACTITIONER_GONE: ("amber", N_("The practitioner of the last visit no longer works here or has no valid licence.")),
}  # fmt: skip
FIELDS = {
    rules.PRINCIPAL_CHANGED: N_("Principal diagnosis"),
    rules.DIAGNOSIS_ADDED: N_("Diagnosis"),
    rules.DIAGNOSIS_LEFT_OUT: N_("Diagnosis"),
    rules.LINE_ADDED: N_("Service"),
    rules.LINE_LEFT_OUT: N_("Service"),
    rules.QUANTITY: N_("Quantity"),
    rules.PRICE: N_("Price"),
}
OF_A_SERVICE = frozenset({rules.LINE_ADDED, rules.LINE_LEFT_OUT, rules.QUANTITY, rules.PRICE})


def since_last(one: Difference, payer_id: UUID) -> Said:
    """A note beside a row of a draft that repeats the last visit."""
    severity, sentence = SINCE_LAST[one.kind]
    given: dict[str, Any] = {}
    if one.kind in {rules.PRICE, rules.NOT_IN_CONTRACT}:
        given["theirs"] = _money(one.theirs)
    if one.kind == rules.PRICE:
        given["ours"] = _money(one.ours)
    if one.kind == rules.NOT_IN_CONTRACT:
        given["payer"] = pagewords.isolate(name_of(payer(payer_id)))
    return Said(
        severity=severity,
        code="",
        # The sentence is the house's own, and what fills it is escaped where it is isolated.
        sentence=Markup(_(sentence, **given)),  # noqa: S704
        fix="",
        at_stake=None,
        field_id="",
    )


def beside_accepted(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Each difference as a row: what it is about, what stands here, what was accepted."""
    return [
        {
            "field": _(FIELDS[one.kind]),
            "code": one.code if one.kind in OF_A_SERVICE else None,
            "ours": _value(one.kind, one.ours),
            "theirs": _value(one.kind, one.theirs),
        }
        for one in found
    ]


def _value(kind: str, value: Decimal | str | None) -> Markup | None:
    if value is None:
        return None
    if kind == rules.PRICE:
        return _money(value)
    if isinstance(value, Decimal):
        return Markup("× {}").format(pagewords.number(value.normalize()))
    return pagewords.code(value)


def _money(value: Decimal | str | None) -> Markup:
    return pagewords.money(value if isinstance(value, Decimal) else None)
