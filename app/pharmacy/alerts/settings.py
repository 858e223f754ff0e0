"""How this pharmacy handles each alert on a day: reject, review or ignore, and its thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.db import db
from app.kernel.words import N_
from app.pharmacy.alerts import rules
from app.pharmacy.alerts.models import IGNORE, REJECT, REVIEW, AlertSetting
from app.pharmacy.alerts.rules import SEVERITIES, Thresholds
from app.tenants.scope import actor_id

# What stands before anybody sets anything. An expired prescription is refused by `supply` itself too.
DEFAULTS: Mapping[str, str] = {
    rules.ALLERGY: REJECT,
    rules.INTERACTION: REVIEW,
    rules.DUPLICATE: REVIEW,
    rules.AGE: REVIEW,
    rules.SEX: REVIEW,
    rules.DOSE: REVIEW,
    rules.REFILL: REVIEW,
    rules.EXPIRED: REJECT,
    rules.QUANTITY: REVIEW,
}
WORDS = {
    rules.ALLERGY: N_("Allergy"),
    rules.INTERACTION: N_("Interaction"),
    rules.DUPLICATE: N_("Same ingredient twice"),
    rules.AGE: N_("Age"),
    rules.SEX: N_("Sex"),
    rules.DOSE: N_("Dose too high"),
    rules.REFILL: N_("Refill too soon"),
    rules.EXPIRED: N_("Prescription expired"),
    rules.QUANTITY: N_("Quantity unlike the dose"),
}
HANDLING_WORDS = {
    REJECT: N_("Reject: cannot be supplied"),
    REVIEW: N_("Review: a reason lets it pass"),
    IGNORE: N_("Ignore: not shown"),
}
# Alert -> the name of its one parameter.
PARAMETERS = {
    rules.REFILL: "refill_percent",
    rules.QUANTITY: "quantity_percent",
    rules.INTERACTION: "least_severity",
}


@dataclass(frozen=True, kw_only=True)
class NewAlertSetting:
    """How an alert is to be handled from a day on; `parameter` is text, empty for the default."""

    alert: str
    handling: str
    valid_from: date
    parameter: str = ""


@dataclass(frozen=True, kw_only=True)
class Handling:
    """All settings of one day."""

    handlings: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    thresholds: Thresholds = field(default_factory=Thresholds)

    def of(self, alert: str) -> str:
        """reject, review or ignore."""
        return self.handlings[alert]


def on_day(on: date) -> Handling:
    """The settings of a day: the newest row of each alert, else the default."""
    newest = {row.alert: row for row in _rows() if row.valid_from <= on}
    given = {
        name: newest[alert].parameters[name]
        for alert, name in PARAMETERS.items()
        if alert in newest and newest[alert].parameters.get(name)
    }
    return Handling(
        handlings={**DEFAULTS, **{alert: row.handling for alert, row in newest.items()}},
        thresholds=Thresholds(**{name: _read(name, value) for name, value in given.items()}),
    )


def _read(name: str, value: str) -> Any:
    return value if name == "least_severity" else Decimal(value)


def fits(alert: str, parameter: str) -> bool:
    """Whether the text is a value of this alert's parameter: a severity, or 1 to 100 percent."""
    name = PARAMETERS.get(alert)
    if name is None:
        return not parameter
    if name == "least_severity":
        return parameter in SEVERITIES
    return parameter.isascii() and parameter.isdigit() and 1 <= int(parameter) <= 100


def put(new: NewAlertSetting) -> AlertSetting:
    """Handle an alert so from a day on; the same day is overwritten."""
    query = select(AlertSetting).where(
        AlertSetting.alert == new.alert, AlertSetting.valid_from == new.valid_from
    )
    row = db.session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        row = AlertSetting(alert=new.alert, valid_from=new.valid_from)
        db.session.add(row)
    name = PARAMETERS.get(new.alert)
    row.handling = new.handling
    row.parameters = {name: new.parameter} if name and new.parameter else {}
    row.set_by = actor_id()
    db.session.flush()
    note("alert.set", "alert_setting", row.id, alert=new.alert, handling=new.handling)
    return row


def history() -> list[AlertSetting]:
    """Every setting ever made, the newest first."""
    return _rows()[::-1]


def _rows() -> list[AlertSetting]:
    oldest = AlertSetting.valid_from, AlertSetting.id
    return list(db.session.scalars(select(AlertSetting).order_by(*oldest)))
