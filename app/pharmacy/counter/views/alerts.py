"""How alerts are handled, and who passed over one."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.pagewords import either
from app.kernel.web import go, neighbours, page, say
from app.pharmacy.alerts import service, settings
from app.pharmacy.alerts.models import AlertOverride, AlertSetting
from app.pharmacy.alerts.rules import CODES
from app.pharmacy.alerts.settings import HANDLING_WORDS, PARAMETERS, WORDS
from app.pharmacy.counter.forms import AlertForm
from app.pharmacy.counter.views.pages import blueprint, tabs
from app.pharmacy.medicines.wording import SEVERITIES
from app.pharmacy.prescriptions import queries as prescriptions
from app.pharmacy.prescriptions.models import Prescription


@blueprint.get("/alerts")
@requires("pharmacy.alerts_view")
def alerts() -> Response:
    """What each alert does today, and every setting there was."""
    return _page(AlertForm(formdata=None, data={"valid_from": today()}))


@blueprint.post("/alerts")
@requires("pharmacy.alerts_write")
def set_alert() -> Response:
    """Handle an alert otherwise from a day on."""
    form = AlertForm()
    if not form.validate():
        return _page(form, 422)
    settings.put(form.to_setting())
    say(_("The alert is set."))
    return go("pharmacy.alerts")


def _page(form: AlertForm, status: int = 200) -> Response:
    held = settings.on_day(today())
    now = [
        {"label": _(WORDS[code]), "handling": _(HANDLING_WORDS[held.of(code)]), "threshold": _threshold(held, code)}
        for code in CODES
    ]  # fmt: skip
    return page(
        "pharmacy/alerts.html", status, form=form, tabs=tabs(), today=now,
        history=[_setting(row) for row in settings.history()],
    )  # fmt: skip


def _threshold(held: settings.Handling, code: str) -> str:
    name = PARAMETERS.get(code)
    return _shown(getattr(held.thresholds, name)) if name else "–"


def _shown(threshold: object) -> str:
    """A percentage as it stands, a severity by its word."""
    known = SEVERITIES.get(str(threshold))
    return _(known[0]) if known else str(threshold)


def _setting(row: AlertSetting) -> dict[str, Any]:
    return {
        "label": _(WORDS[row.alert]),
        "handling": _(HANDLING_WORDS[row.handling]),
        "threshold": _shown(next(iter(row.parameters.values()), "–")),
        "valid_from": row.valid_from,
    }


@blueprint.get("/alerts/overrides")
@requires("pharmacy.alerts_view")
def overrides() -> Response:
    """Who went on in spite of which alert, and why."""
    found = service.overrides(request.args.get("cursor"))
    of = prescriptions.by_lines([row[0].line_id for row in found.rows])
    rows = [_override(one, of[one.line_id], en, ar) for one, en, ar, *_ in found.rows]
    if rows:
        note_read("alert.overrides_listed", "alert_override", None, rows=len(rows))
    return page("pharmacy/overrides.html", tabs=tabs(), rows=rows, links=neighbours(found, "pharmacy.overrides"))  # fmt: skip


def _override(
    one: AlertOverride, source: Prescription, name_en: str | None, name_ar: str | None
) -> dict[str, Any]:
    return {
        "at": one.at,
        "label": _(WORDS[one.alert]),
        "reason": _(service.REASONS[one.reason]),
        "words": one.words,
        "who": either(name_en, name_ar),
        "prescription_id": source.id,
        "number": source.number,
    }
