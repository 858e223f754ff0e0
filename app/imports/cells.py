"""How a cell of a file becomes a value, and a value a cell again: by the rules of the house's own fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask_babel import force_locale, gettext
from wtforms import Form as BareForm

from app.kernel.days import DayIncomplete, NoSuchDay, read_day
from app.kernel.forms import CodeField, MoneyField, PhoneField, QuantityField, WordsField
from app.kernel.headings import folded
from app.kernel.pagewords import BABEL_LOCALES
from app.kernel.words import N_

# What JSON can hold, so that a record's state is kept and compared as it is.
Value = str | bool | int | None

MISSING = N_("This cell is empty.")
FORMULA = N_("This is a formula. Write the value itself.")
NOT_WORDS = N_("This is too long, or holds hidden characters.")
NOT_A_CODE = N_("A code holds Latin letters, digits and . - / _ only.")
NOT_AN_AMOUNT = N_("This is not an amount with at most three decimals.")
NOT_A_COUNT = N_("This number cannot stand here.")
NOT_A_PHONE = N_("This is not a telephone number.")
NOT_YES_OR_NO = N_("Write yes or no here.")
NOT_IN_LIST = N_("This is none of the words that can stand here.")
NOT_A_DAY = N_("This is not a day. Write it such as 2026-11-22.")
SHORT_YEAR = N_("Write the year with four digits, such as 2026-11-22.")

YES, NO = (N_("Yes"), N_("No"))
_YES = frozenset({"1", "yes", "y", "true", "نعم"})
_NO = frozenset({"0", "no", "n", "false", "لا"})
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})")


class CellWrong(ValueError):
    """A cell that cannot be used; `sentence` is a msgid that says the repair."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Cell:
    """Reading a filled cell (raises CellWrong), and writing a value for our own download."""

    read: Callable[[str], Value]
    write: Callable[[Value], Any] = lambda value: value
    is_day: bool = False
    # What may stand here, by value (msgids): the page offers it instead of a box.
    choices: Mapping[str, str] | None = None


def words(longest: int = 200) -> Cell:
    """Words in any script."""
    return Cell(_by_field(lambda: WordsField("", longest=longest), NOT_WORDS))


def code(longest: int = 64, *, upper: bool = True) -> Cell:
    """A code as the other side writes it."""
    return Cell(_by_field(lambda: CodeField("", longest=longest, upper=upper), NOT_A_CODE))


def amount() -> Cell:
    """An amount in rials with three decimals."""
    read = _by_field(lambda: MoneyField(""), NOT_AN_AMOUNT)
    return Cell(lambda text: f"{read(text):.3f}")


def number(least: Any = 0, most: Any = 1_000_000, places: int = 3) -> Cell:
    """A number; its text has no idle zeros."""
    field = lambda: QuantityField("", least=least, most=most, places=places)  # noqa: E731
    read = _by_field(field, NOT_A_COUNT)
    return Cell(lambda text: f"{read(text).normalize():f}")


def whole(least: int = 0, most: int = 1_000_000) -> Cell:
    """A whole number."""
    read = number(least, most, places=0).read
    return Cell(lambda text: int(str(read(text))))


def phone() -> Cell:
    """A telephone number in E.164."""
    return Cell(_by_field(lambda: PhoneField(""), NOT_A_PHONE))


def yes_no() -> Cell:
    """Yes or no in either language."""

    def read(text: str) -> bool:
        plain = text.casefold()
        if plain not in _YES | _NO:
            raise CellWrong(NOT_YES_OR_NO)
        return plain in _YES

    return Cell(read, lambda value: gettext(YES if value else NO), choices={"yes": YES, "no": NO})


def choice(labels: Mapping[str, str], also: Mapping[str, str] | None = None) -> Cell:
    """One of these values, by its own name, by its label (a msgid) in either language, or by what `also` says."""
    known: dict[str, str] = {}

    def read(text: str) -> str:
        if not known:
            known.update({folded(other): value for other, value in (also or {}).items()})
            known.update(_labelled(labels))
        found = known.get(folded(text))
        if found is None:
            raise CellWrong(NOT_IN_LIST)
        return found

    return Cell(read, lambda value: gettext(labels[str(value)]) if value else value, choices=labels)


def day() -> Cell:
    """A day as ISO text; two numbers that may be day or month are read by what the file was said to mean."""
    return Cell(_day, lambda value: date.fromisoformat(str(value)) if value else None, is_day=True)


def turned(text: str) -> str:
    """A day written month first, turned round."""
    found = _NUMBERS.fullmatch(text)
    return f"{found[2]}/{found[1]}/{found[3]}" if found else text


def day_orders(text: str) -> frozenset[str]:
    """In which orders these numbers are a day: `dmy`, `mdy`, both, or none where nothing is in question."""
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return frozenset()
    first, second = int(found[1]), int(found[2])
    if first == second:
        return frozenset()
    orders = {"dmy": second <= 12, "mdy": first <= 12}
    return frozenset(order for order, may_be in orders.items() if may_be)


def _day(text: str) -> str:
    try:
        # A sheet may say the hour too.
        found = read_day({"day": text.split("T", maxsplit=1)[0], "month": "", "year": ""})
    except DayIncomplete:
        is_short = _NUMBERS.fullmatch(text)
        raise CellWrong(SHORT_YEAR if is_short else NOT_A_DAY) from None
    except NoSuchDay:
        raise CellWrong(NOT_A_DAY) from None
    if found is None:
        raise CellWrong(NOT_A_DAY)
    return found.isoformat()


def in_every_language(label: str) -> tuple[str, ...]:
    """A label (a msgid) as our own pages and downloads write it."""
    found = [label]
    for locale in BABEL_LOCALES.values():
        with force_locale(locale):
            found.append(gettext(label))
    return tuple(dict.fromkeys(found))


def _labelled(labels: Mapping[str, str]) -> dict[str, str]:
    """Folded label -> value, in every language we speak."""
    found = {folded(value): value for value in labels}
    for value, label in labels.items():
        found |= {folded(words): value for words in in_every_language(label)}
    return found


def _by_field(make: Callable[[], Any], sentence: str) -> Callable[[str], Any]:
    """The rule of one of the house's own boxes, without a page."""

    @cache
    def box() -> Any:
        return type("CellForm", (BareForm,), {"cell": make()})()["cell"]

    def read(text: str) -> Any:
        try:
            value = box().read(text)
        except ValueError:
            raise CellWrong(sentence) from None
        if value in (None, ""):
            raise CellWrong(sentence)
        return value

    return read
