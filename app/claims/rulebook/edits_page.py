"""The edits as their list shows them: how each is set, in words, for one insurer or for all, today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from app.claims.rulebook import rules
from app.claims.rulebook.models import EditSetting
from app.claims.rulebook.rules import LOCKED, Setting
from app.claims.rulebook.words import GROUP_WORDS, SEVERITY_TONES, SEVERITY_WORDS
from app.claims.scrubbing import EDITS, kinds
from app.claims.scrubbing.edit import Edit
from app.claims.scrubbing.parameters import PARAMETERS
from app.claims.scrubbing.settings import DEFAULTS
from app.claims.values import Parameters
from app.kernel import pagewords
from app.kernel.clock import today
from app.kernel.pagewords import name_of
from app.reference.queries import all_payers


@dataclass(frozen=True)
class EditRow:
    """One edit of the list, in words."""

    code: str
    title: str
    group: str
    group_key: str
    severity_key: str
    severity: str
    tone: str
    parameters: list[Markup]
    since: date | None
    payers: list[str]
    locked: str | None


def rows(settings: Iterable[Setting], agreed: Parameters, payer_id: UUID | None) -> list[EditRow]:
    """All edits as they hold today for an insurer, or for all where none of its own is set."""
    known, day = list(settings), today()
    told = rules.over(agreed, rules.parameters(known, payer_id, day))
    general = rules.in_force(known, None, day)
    special = rules.in_force(known, payer_id, day) if payer_id else {}
    own = _payers_with_their_own(known, day)
    return [
        _row(edit, told, special.get(edit.code) or general.get(edit.code), own.get(edit.code, []))
        for edit in EDITS.values()
    ]


def _row(edit: Edit, told: Parameters, setting: Setting | None, payers: list[str]) -> EditRow:
    severity = severity_of(edit, told)
    return EditRow(
        code=edit.code,
        title=_(edit.title),
        group=_(GROUP_WORDS[edit.group]),
        group_key=edit.group,
        severity_key=severity,
        severity=_(SEVERITY_WORDS[severity]),
        tone=SEVERITY_TONES[severity],
        parameters=in_words({name: told.get(name, default(name)) for name in edit.parameters}),
        since=setting.valid_from if setting else None,
        payers=payers,
        locked=_(LOCKED[edit.code]) if edit.code in LOCKED else None,
    )


def severity_of(edit: Edit, told: Parameters) -> str:
    """How grave an edit is under these parameters."""
    named: Any = told.get("severities", {})
    return str(named.get(edit.code, edit.severity))


def default(name: str) -> Any:
    """What a parameter is as delivered."""
    return getattr(DEFAULTS, name)


def in_words(values: Mapping[str, Any]) -> list[Markup]:
    """Parameters in words: the sentence, then the value with its unit."""
    return [_parameter(name, value) for name, value in values.items()]


def _parameter(name: str, value: Any) -> Markup:
    parameter = PARAMETERS[name]
    return Markup("{} <strong>{}</strong>").format(_(parameter.sentence), shown(name, value))


def shown(name: str, value: Any) -> Markup:
    """A parameter's value for reading."""
    parameter = PARAMETERS[name]
    if value is None or value in ((), {}, []):
        return Markup("{}").format(_("Not set"))
    if parameter.kind is kinds.YES_NO:
        return Markup("{}").format(_("Yes") if value else _("No"))
    if parameter.kind is kinds.SHARE:
        return pagewords.isolate(f"{(Decimal(value) * 100).normalize():f}%")
    if parameter.kind in {kinds.COUNT, kinds.AMOUNT}:
        return Markup("{} {}").format(pagewords.isolate(value), _(parameter.unit)).strip()
    return pagewords.isolate(parameter.shown(value).replace("\n", "; "))


def _payers_with_their_own(settings: list[Setting], day: date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    payers = all_payers()
    for payer_id in {one.payer_id for one in settings if one.payer_id}:
        for code in rules.in_force(settings, payer_id, day):
            found.setdefault(code, []).append(name_of(payers[payer_id]))
    return {code: sorted(names) for code, names in found.items()}


@dataclass(frozen=True)
class HoldingRow:
    """How an edit holds today for one insurer, or for those without a setting of their own."""

    payer: str
    severity: str
    tone: str
    parameters: list[Markup]
    since: date | None


def holding(
    edit: Edit, settings: list[Setting], agreed: Mapping[UUID, Parameters]
) -> list[HoldingRow]:
    """How an edit holds today: for all insurers, then for each one with a contract or its own setting."""
    of_edit = [one for one in settings if one.edit == edit.code]
    payers = all_payers()
    special = set(agreed) | {one.payer_id for one in of_edit if one.payer_id}
    found = [_holding(edit, of_edit, {}, None, _("All insurers"))]
    for payer_id in sorted(special, key=lambda each: name_of(payers[each])):
        name = name_of(payers[payer_id])
        found.append(_holding(edit, of_edit, agreed.get(payer_id, {}), payer_id, name))
    return found


def _holding(
    edit: Edit, settings: list[Setting], agreed: Parameters, payer_id: UUID | None, payer: str
) -> HoldingRow:
    told = rules.over(agreed, rules.parameters(settings, payer_id, today()))
    general = rules.in_force(settings, None, today()).get(edit.code)
    own = rules.in_force(settings, payer_id, today()).get(edit.code) or general
    severity = severity_of(edit, told)
    return HoldingRow(
        payer=payer,
        severity=_(SEVERITY_WORDS[severity]),
        tone=SEVERITY_TONES[severity],
        parameters=in_words({name: told.get(name, default(name)) for name in edit.parameters}),
        since=own.valid_from if own else None,
    )


def hints(edit: Edit) -> dict[str, Markup]:
    """How each parameter is typed, and what it is as delivered."""
    return {name: _hint(name) for name in edit.parameters}


def _hint(name: str) -> Markup:
    unit = PARAMETERS[name].unit
    how = Markup("{}").format(_("Written as: %(unit)s.", unit=_(unit)) if unit else "")
    # The sentence is the house's own; the value is escaped where it is isolated.
    delivered = Markup(_("As delivered: %(value)s.")) % {"value": shown(name, default(name))}  # noqa: S704
    return Markup("{} {}").format(how, delivered).strip()


@dataclass(frozen=True)
class Entry:
    """A setting as it was entered, for the history."""

    setting: EditSetting
    payer: str
    severity: str | None
    parameters: list[Markup]
    by: str | None
    state: str
    tone: str


def entry(row: EditSetting, by: str | None) -> Entry:
    """A row of the history in words."""
    day = today()
    if row.valid_from > day:
        state, tone = _("Begins later"), "waiting"
    elif row.valid_to is not None and row.valid_to < day:
        state, tone = _("Ended"), "neutral"
    else:
        state, tone = _("In force or followed by a later one"), "info"
    return Entry(
        setting=row,
        payer=name_of(all_payers()[row.payer_id]) if row.payer_id else _("All insurers"),
        severity=_(SEVERITY_WORDS[row.severity]) if row.severity else None,
        parameters=in_words(row.parameters),
        by=by,
        state=state,
        tone=tone,
    )


def narrowed(
    found: Iterable[EditRow], *, words: str = "", group: str | None = None, severity: str | None = None
) -> list[EditRow]:  # fmt: skip
    """The rows that fit the filters."""
    wanted = words.casefold().split()
    return [
        row
        for row in found
        if all(word in f"{row.code} {row.title} {row.group}".casefold() for word in wanted)
        and group in {None, "", row.group_key}
        and severity in {None, "", row.severity_key}
    ]
