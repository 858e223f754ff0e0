"""Is this a business address? Free mail is known in its disguises; business domains of either script pass. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import email_validator

from app.kernel.errors import DomainError
from app.kernel.words import N_

LONGEST = 254
DOMAIN, BRAND = "domain", "brand"
# Marks of direction, joiners and their like: nobody sees them.
INVISIBLE = "Cf"

# Letters of other scripts that pass for Latin ones; NFKD has already taken off accents and wide forms.
_LOOKS_LIKE = {
    ord(letter): latin
    for latin, letters in {
        "a": "аɑα", "b": "Ьв", "c": "сϲ", "d": "ԁɗ", "e": "еє", "g": "ɡց", "h": "һհ", "i": "іıɩι", "j": "јϳ", "k": "кκ",
        "l": "ӏɭ", "m": "мϻ", "n": "ոп", "o": "оοօ", "p": "рρ", "q": "ԛզ", "r": "гɾ", "s": "ѕꜱ", "t": "тτ", "u": "սυ",
        "v": "ѵν", "w": "ԝω", "x": "хχ", "y": "уүγ",
    }.items()
    for letter in letters
}  # fmt: skip
# Digits and pairs that pass for letters: somebody may be called so, and a person looks at it.
_ALIKE = (("0", "o"), ("1", "l"), ("rn", "m"), ("vv", "w"), ("5", "s"), ("3", "e"), ("-", ""))
# What may follow a brand in its country variants: yahoo.com, yahoo.co.uk, yahoo.com.om, hotmail.fr.
_VARIANT = re.compile(r"(com|co|net|org|ne|or)?(\.?[a-z]{2,3})?")


class NotAnEmail(DomainError):
    """No address that mail could reach."""

    sentence = N_("E-mail is not complete. Enter the name, the sign @ and your domain.")
    field = "email"


class FreeMail(DomainError):
    """An address at a provider of free mail, named in `domain` as it was typed; FSA takes none."""

    sentence = N_(
        "This is an address of free mail, and the FSA accepts business addresses only. Enter one of your own domain."
    )
    field = "email"


@dataclass(frozen=True)
class FreeMailDomain:
    """A row of the list: a domain with all below it, or a brand under any country's ending. Days are inclusive."""

    name: str
    kind: str = DOMAIN
    valid_from: date = date.min
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class BusinessEmail:
    """An address as it is kept. `identity` is the same for all spellings of one mailbox; `looks_like` a free domain it resembles."""

    address: str
    identity: str = field(repr=False)
    domain: str
    looks_like: str = ""


def read(typed: str, free: Iterable[FreeMailDomain], on: date) -> BusinessEmail:
    """The address with its domain in ASCII. Raises NotAnEmail, FreeMail."""
    seen = unicodedata.normalize("NFKC", typed)
    text = "".join(c for c in seen if unicodedata.category(c) != INVISIBLE).strip()
    try:
        found = email_validator.validate_email(
            text, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except email_validator.EmailNotValidError as error:
        raise NotAnEmail from error
    domain, shown = (found.ascii_domain or "").casefold(), found.domain.casefold()
    if len(text) > LONGEST or "." not in domain:
        raise NotAnEmail
    rows = [row for row in free if row.holds(on)]
    plain = skeleton(shown)
    for candidate in (domain, plain):
        if is_free(candidate, rows):
            raise FreeMail(domain=shown)
    local = found.local_part.casefold()
    return BusinessEmail(
        address=f"{found.local_part}@{domain}",
        identity=f"{local.partition('+')[0]}@{domain}",
        domain=shown,
        looks_like=_resembled(plain, rows),
    )


def is_free(domain: str, rows: Iterable[FreeMailDomain]) -> bool:
    """Whether a domain is one of the list, lies below one, or is a brand under some country's ending."""
    return any(_meant(domain, row) for row in rows)


def skeleton(domain: str) -> str:
    """The domain as an eye reads it: no accents, letters of other scripts as the Latin ones they pass for."""
    bare = unicodedata.normalize("NFKD", domain.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return letters.translate(_LOOKS_LIKE)


def _meant(domain: str, row: FreeMailDomain) -> bool:
    if row.kind == DOMAIN:
        return domain == row.name or domain.endswith(f".{row.name}")
    _below, found, ending = f".{domain}".rpartition(f".{row.name}.")
    return bool(found and ending) and bool(_VARIANT.fullmatch(ending))


def _resembled(plain: str, rows: Iterable[FreeMailDomain]) -> str:
    """The free domain that this one is written to resemble, or nothing."""
    likely = plain
    for written, meant in _ALIKE:
        likely = likely.replace(written, meant)
    return next((row.name for row in rows if likely != plain and _meant(likely, row)), "")
