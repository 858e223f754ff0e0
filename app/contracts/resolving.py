"""What a person meant by a text typed instead of chosen: one code, or the nearest candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.contracts.on_file import services_on_file
from app.contracts.queries import priced_services
from app.reference.folding import fold_words
from app.reference.queries import codes_by, search_codes
from app.reference.systems import ICD_10_CM

MOST_CHOICES = 5


@dataclass(frozen=True)
class Choice:
    """A code that may have been meant, and what it is called."""

    value: str
    text: str


@dataclass(frozen=True)
class Meant:
    """The code that was certainly meant, or None and the candidates."""

    code: str | None
    choices: tuple[Choice, ...] = ()


def diagnoses(texts: Iterable[str], on: date, language: str) -> dict[str, Meant]:
    """Text -> ICD-10-CM code: the code however spelled, else words that name exactly one."""
    wanted = {text for text in texts if text}
    known = codes_by(ICD_10_CM, wanted)
    return {
        text: Meant(known[text].code) if text in known else _worded_diagnosis(text, on, language)
        for text in wanted
    }


def _worded_diagnosis(text: str, on: date, language: str) -> Meant:
    hits = [hit for hit in search_codes(ICD_10_CM, text, on, limit=12) if hit.billable]
    return only([(hit.code, hit.shown(language)) for hit in hits], text)


def services(texts: Iterable[str], payer_id: UUID, on: date, language: str) -> dict[str, Meant]:
    """Text -> local code: the tenant's own code, else words that name exactly one priced service."""
    wanted = {text for text in texts if text}
    known = services_on_file(payer_id, on, wanted | {text.upper() for text in wanted})
    found: dict[str, Meant] = {}
    for text in wanted:
        spelled = next((code for code in (text, text.upper()) if code in known), None)
        if spelled:
            found[text] = Meant(spelled)
        else:
            hits = priced_services(payer_id, on, text, limit=MOST_CHOICES + 1)
            found[text] = only([(hit.local_code, hit.name(language)) for hit in hits], text)
    return found


def only(hits: list[tuple[str, str]], text: str) -> Meant:
    """The one of these (code, name) that fits: the only hit, or the only one that is called exactly so."""
    exact = [code for code, name in hits if fold_words(name) == fold_words(text)]
    if len(hits) == 1 or len(exact) == 1:
        return Meant((exact or [hits[0][0]])[0])
    return Meant(None, tuple(Choice(code, f"{code} {name}") for code, name in hits[:MOST_CHOICES]))
