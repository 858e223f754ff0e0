"""A template put into the entry page as it is typed, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.claims.habits import rules, templates
from app.claims.habits.errors import NoSuchTemplate
from app.claims.habits.models import VisitTemplate
from app.claims.models import Claim
from app.contracts.queries import priced_by_local_codes
from app.kernel.typed_rows import Typed
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM

# Of the entry page: it has done its work once the template stands there.
BOX = "template"


@dataclass(frozen=True)
class Applied:
    """What is typed now, and the sentences for the next page with their tones."""

    typed: Typed
    told: list[tuple[str, str]]


def apply(claim: Claim, typed: Typed, word: str) -> Applied:
    """The template of this word in the empty rows; nothing that stands there is changed. Raises NoSuchTemplate."""
    found = templates.called(word, claim.practitioner_id)
    if found is None:
        raise NoSuchTemplate(word=f"\u2068{word or '–'}\u2069")
    typed = [pair for pair in typed if pair[0] != BOX]
    filled = rules.fill(typed, found.diagnoses, templates.lines_of(found))
    added = [*filled.diagnoses, *filled.services]
    if not added:
        return Applied(typed, [(_("All of this template stands here already."), "info")])
    told = [(_("Added from the template: %(codes)s.", codes=_listed(added)), "success")]
    return Applied(filled.typed, [*told, *_doubtful(claim, found)])


def _doubtful(claim: Claim, row: VisitTemplate) -> list[tuple[str, str]]:
    """What the template holds and today's lists do not."""
    retired = retired_codes(row.diagnoses, claim.service_date)
    services = [code for code, _quantity in templates.lines_of(row)]
    priced = priced_by_local_codes(claim.payer_id, claim.service_date, services)
    missing = [code for code in services if code not in priced]
    told = []
    if retired:
        told.append((_("No longer valid: %(codes)s. Choose other codes.", codes=_listed(retired)), "warning"))  # fmt: skip
    if missing:
        told.append((_("Not in this insurer's price list: %(codes)s. They stand at 0.000.", codes=_listed(missing)), "warning"))  # fmt: skip
    return told


def retired_codes(codes: Iterable[str], on: date) -> list[str]:
    """Those of these diagnoses that may not be used on the day."""
    wanted = list(codes)
    known = codes_by(ICD_10_CM, wanted)
    return [
        code
        for code in wanted
        if (one := known.get(code)) is None
        or one.valid_from > on
        or (one.valid_to is not None and one.valid_to < on)
    ]


def _listed(codes: Iterable[str]) -> str:
    """Codes in a sentence without markup: the isolating characters keep them left to right."""
    return ", ".join(f"\u2066{code}\u2069" for code in codes)
