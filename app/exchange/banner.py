"""What everybody must know while the line to the insurers is down: since when, what works, what waits."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.exchange import queries
from app.kernel.pagewords import name_of
from app.reference.queries import all_payers


def banner() -> dict[str, Any] | None:
    """The banner as the layout draws it, or None while all is well."""
    lanes = queries.failing()
    if not lanes:
        return None
    return {
        "tone": "warning",
        "title": _title({lane.payer_id for lane in lanes}),
        "text": f"{_waiting(queries.waiting_count())} {_('Patients, drafts, printing and everything already answered work as usual.')}",
        "since": min(lane.failing_since for lane in lanes if lane.failing_since is not None),
    }


def _title(payer_ids: set[Any]) -> str:
    payers = all_payers()
    names = [name_of(payers[one]) for one in payer_ids if one in payers]
    if len(names) == 1 and None not in payer_ids:
        return _("The line to %(payer)s does not answer", payer=names[0])
    return _("The exchange does not answer")


def _waiting(count: int) -> str:
    if not count:
        return _("Nothing waits; what you send now is kept and leaves by itself.")
    return ngettext(
        "%(num)d message waits and leaves by itself, in its order.",
        "%(num)d messages wait and leave by themselves, in their order.",
        count,
    )
