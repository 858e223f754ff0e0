"""What a fact of kind "choice" may be: the clinic's own insurers, branches, people and words, in the page's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from app.contracts.words import CATEGORY_WORDS
from app.kernel.pagewords import name_of
from app.kernel.words import N_
from app.practitioners.queries import practitioners
from app.reference.queries import all_payers
from app.tenants.queries import facilities

SEX_WORDS = {"male": N_("Male"), "female": N_("Female")}

Choices = list[tuple[str, str]]


def payers() -> Choices:
    """All insurers, those of former days too."""
    return _by_name((str(one.id), name_of(one)) for one in all_payers().values())


def people() -> Choices:
    """All practitioners of the clinic."""
    return _by_name((str(one.id), name_of(one)) for one in practitioners())


def _branches() -> Choices:
    return _by_name((str(one.id), name_of(one)) for one in facilities())


def _specialties() -> Choices:
    return _by_name((word, word) for word in {one.specialty for one in practitioners()} if word)


def _sexes() -> Choices:
    return [(key, _(words)) for key, words in SEX_WORDS.items()]


def _categories() -> Choices:
    return [(key, _(words)) for key, words in CATEGORY_WORDS.items()]


def _by_name(pairs: object) -> Choices:
    return sorted(pairs, key=lambda pair: pair[1])  # type: ignore[call-overload]


SOURCES: Mapping[str, Callable[[], Choices]] = {
    "payer": payers,
    "branch": _branches,
    "practitioner": people,
    "specialty": _specialties,
    "patient_sex": _sexes,
    "category": _categories,
}


class Listed:
    """The choices of one page, each list read once."""

    def __init__(self) -> None:
        self._read: dict[str, Choices] = {}

    def of(self, fact: str) -> Choices:
        """What a fact may be: (value, words)."""
        if fact not in self._read:
            self._read[fact] = SOURCES[fact]()
        return self._read[fact]

    def words(self, fact: str, value: str) -> str:
        """What a value of a fact is called; the value itself when nobody knows it any more."""
        return dict(self.of(fact)).get(value, value)
