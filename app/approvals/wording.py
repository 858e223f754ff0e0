"""Approvals in the words of the page's language, ready to show: statuses, the dot, the clock, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from markupsafe import Markup

from app.approvals import values
from app.approvals.queries import Usable
from app.approvals.states import STATUSES
from app.approvals.values import Clock, Need, Odds
from app.kernel import pagewords
from app.kernel.tags import Tag, tag_of

KINDS = {
    values.PROFESSIONAL: lazy_gettext("Clinic"),
    values.ORAL: lazy_gettext("Dental"),
    values.VISION: lazy_gettext("Vision"),
    values.PHARMACY: lazy_gettext("Pharmacy"),
    values.INSTITUTIONAL: lazy_gettext("Hospital stay"),
}
PRIORITIES = {
    values.NORMAL: lazy_gettext("Ordinary"),
    values.STAT: lazy_gettext("Urgent"),
    values.DEFERRED: lazy_gettext("Can wait"),
}
LEVELS = {
    values.YES: lazy_gettext("Always"),
    values.ABOVE: lazy_gettext("Above an amount"),
    values.NO: lazy_gettext("Never"),
}
SCOPES = {
    values.CATEGORY: lazy_gettext("A category"),
    values.SERVICE: lazy_gettext("One of your services"),
    values.CODE: lazy_gettext("A code of the exchange"),
    values.EVERYTHING: lazy_gettext("Everything"),
}
CATEGORIES = {
    "consultation": lazy_gettext("Consultation"),
    "laboratory": lazy_gettext("Laboratory"),
    "imaging": lazy_gettext("Imaging"),
    "procedure": lazy_gettext("Procedure"),
    "consumable": lazy_gettext("Consumable"),
    "medication": lazy_gettext("Medicine"),
    "dental": lazy_gettext("Dental care"),
}


@dataclass(frozen=True)
class Dot:
    """The dot of a service: a word, a tone, and the reason; never a colour alone."""

    label: str
    tone: str
    reason: str
    documents: tuple[str, ...] = ()
    note: str = ""

    @property
    def text(self) -> str:
        """Word and reason in one line."""
        return f"{self.label} · {self.reason}" if self.reason else self.label


def status_tag(status: str) -> Tag:
    """The status in a person's words."""
    return tag_of(STATUSES[status])


def dot(need: Need, amount: Decimal | None = None) -> Dot:
    """The dot of a service for what is asked: a whole line where it is known, else one unit."""
    papers = tuple(paper(kind) for kind in need.documents)
    if need.level == values.ABOVE and need.threshold is not None:
        limit = pagewords.money_text(need.threshold, pagewords.language(), pagewords.digits_choice())  # fmt: skip
        is_above = amount is not None and need.applies(amount)
        label = _("Approval needed above %(amount)s", amount=limit)
        return Dot(label, "warning" if is_above else "info", _(need.reason), papers, need.note)
    if need.level == values.YES:
        return Dot(_("Approval needed"), "warning", _(need.reason), papers, need.note)
    return Dot(_("No approval needed"), "success", _(need.reason))


def paper(kind: str) -> str:
    """What a kind of paper is called."""
    return _(values.DOCUMENTS[kind]) if kind in values.DOCUMENTS else kind


def clock_words(clock: Clock) -> str:
    """How the payer's time stands, in words."""
    if clock.tone == "red":
        return ngettext(
            "The insurer is %(num)d minute over its time. Silence is no approval: ask for the status.",
            "The insurer is %(num)d minutes over its time. Silence is no approval: ask for the status.",
            clock.late,
        )
    return ngettext(
        "The insurer has %(num)d minute left to answer.",
        "The insurer has %(num)d minutes left to answer.",
        clock.minutes_left,
    )


CLOCK_TONES = {"green": "waiting", "amber": "warning", "red": "danger"}


def odds_words(odds: Odds) -> Markup:
    """What this payer made of such requests, from the clinic's own history."""
    return Markup("{}").format(
        _(
            "This insurer answers such requests in %(minutes)s minutes (median) and grants %(percent)s %%, in full or in part: your last %(count)s requests.",
            minutes=odds.minutes,
            percent=odds.percent,
            count=odds.count,
        )
    )


def left_words(units: Decimal, left: Decimal, days: int | None) -> Markup:
    """2 of 6 used, ends in 11 days."""
    used = units - left
    parts = [
        Markup("{}").format(_("%(used)s of %(units)s used", used=plain(used), units=plain(units)))
    ]
    if days is not None:
        parts.append(Markup("{}").format(ends_words(days)))
    return Markup(" · ").join(parts)


def ends_words(days: int) -> str:
    """When an approval ends, counted from today."""
    if days < 0:
        return _("ended")
    if days == 0:
        return _("ends today")
    return ngettext("ends in %(num)d day", "ends in %(num)d days", days)


def plain(units: Decimal) -> str:
    """A number of units without idle zeros."""
    return f"{units.normalize():f}"


def choice_words(one: Usable) -> str:
    """An approval in a list of choices: the payer's number, units left, last day."""
    left = _("%(used)s of %(units)s used", used=plain(one.units - one.left), units=plain(one.units))
    last = pagewords.day_text(one.valid_to, pagewords.language()) if one.valid_to else "…"
    # A list's choice holds no markup: the isolating characters keep scripts apart.
    return " · ".join(f"\u2068{part}\u2069" for part in (one.reference or one.number, left, last))


def until(day: date) -> Markup:
    """Until when, for a chip."""
    return Markup("{} {}").format(_("until"), pagewords.day(day))
