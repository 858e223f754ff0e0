"""The counter's words: statuses, why a line is not covered, alerts, batches."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from markupsafe import Markup

from app.kernel import pagewords
from app.kernel.pagewords import name_of
from app.kernel.states import Status
from app.pharmacy.alerts.models import REJECT
from app.pharmacy.alerts.service import Judged
from app.pharmacy.dispensing import cover
from app.pharmacy.dispensing.gathering import Offer
from app.pharmacy.dispensing.states import STATUSES as DISPENSE_STATUSES
from app.pharmacy.prescriptions.states import ITEM_TONES, ITEM_WORDS
from app.pharmacy.prescriptions.states import STATUSES as PRESCRIPTION_STATUSES

AGAINST = {
    cover.NO_POLICY: lazy_gettext("Cash: no policy on file"),
    cover.UNASKED: lazy_gettext("Not known yet"),
    cover.REFUSED: lazy_gettext("Not covered"),
    cover.EXCLUDED: lazy_gettext("Medicines are excluded"),
    cover.OFF_LIST: lazy_gettext("Not on the insurer's list"),
    cover.NO_PRICE: lazy_gettext("Not in the contract"),
}
KEPT_BACK = {"expired": lazy_gettext("expired"), "recalled": lazy_gettext("recalled")}
SOURCES = {
    "paper": lazy_gettext("On paper"),
    "clinic": lazy_gettext("Clinic"),
    "exchange": lazy_gettext("Exchange"),
}

_PRESCRIPTION = {one.inner: one for one in PRESCRIPTION_STATUSES}
_DISPENSE = {one.inner: one for one in DISPENSE_STATUSES}


def prescription_status(status: str) -> Status:
    """How a prescription stands, in people's words."""
    return _PRESCRIPTION[status]


def dispense_status(status: str) -> Status:
    """How a dispense stands, in people's words."""
    return _DISPENSE[status]


def tag(status: Status) -> dict[str, str]:
    """A status as a tag."""
    return {"label": gettext(status.outer), "tone": status.tone}


def item_tag(status: str) -> dict[str, str]:
    """How a line stands, as a tag."""
    return {"label": gettext(ITEM_WORDS[status]), "tone": ITEM_TONES[status]}


def cover_tag(offer: Offer) -> dict[str, Any]:
    """Whether the insurer pays for a medicine, as a tag."""
    if not offer.against:
        return {"label": gettext("Covered"), "tone": "success"}
    tone = "neutral" if offer.against in {cover.UNASKED, cover.NO_POLICY} else "warning"
    return {"label": str(AGAINST[offer.against]), "tone": tone}


def approval_words(offer: Offer, units: Decimal, price: Decimal | None = None) -> Any:
    """What stands of an approval for these units at this price: none needed, so many left, asked, over."""
    granted = offer.granted
    if granted is None and offer.against == cover.UNASKED:
        return AGAINST[cover.UNASKED]
    if not offer.needs_approval(units, price) and not (granted and offer.against == cover.UNASKED):
        return gettext("No approval needed")
    if granted is None:
        return gettext("Approval needed")
    number = pagewords.code(granted.approval.number)
    if granted.holds:
        return Markup("{} {}").format(
            number,
            gettext("%(left)s of %(units)s units left", left=plain(granted.left), units=plain(granted.units)),
        )  # fmt: skip
    return Markup("{} {}").format(number, gettext("does not hold today"))


def alert(one: Judged) -> dict[str, Any]:
    """An alert ready to show: its sentence, tone, and whether a reason may pass it."""
    params = {name: shown(value) for name, value in one.alert.params.items()}
    sentence = Markup.escape(gettext(one.alert.sentence)) % params if params else gettext(one.alert.sentence)  # fmt: skip
    return {
        "mark": one.fingerprint,
        "line": one.alert.line,
        "sentence": sentence,
        "severity": "red" if one.handling == REJECT or one.alert.tone == "red" else "amber",
        "rejects": one.handling == REJECT,
        "override": one.override,
        "earliest": one.alert.earliest,
    }


def shown(value: object) -> Any:
    """A raw value through the isolating formatter of its kind."""
    if isinstance(value, date):
        return pagewords.day(value)
    if isinstance(value, Decimal):
        return pagewords.code(plain(value))
    return pagewords.isolate(str(value))


def plain(units: Decimal | None) -> str:
    """Units without idle zeros: 2, 0.5."""
    return "" if units is None else f"{units.normalize():f}"


def named(row: Any) -> str:
    """A name in the language of the page."""
    return name_of(row)
