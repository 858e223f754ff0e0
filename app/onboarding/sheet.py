"""The Data Collection Sheet: made by us and prefilled, in both languages, and read back with each error by its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import phonenumbers

from app.kernel.sheets import Column, Heading, Table, read_table, rows_under
from app.kernel.words import N_
from app.onboarding import emails
from app.onboarding.emails import FreeMail, FreeMailDomain, NotAnEmail
from app.onboarding.errors import SheetTooLong

ANSWER = Heading("answer", ("Your answer · إجابتكم", "Your answer", "إجابتكم"), needed=True)
NUMBER = Heading("number", ("No. · الرقم", "No.", "الرقم"), needed=True)
HEADINGS = (NUMBER, ANSWER)
ANSWER_COLUMN = "D"
LONGEST = 200
# The lines of the sheet many times over; what is longer is something else.
MOST_ROWS = 200
EMAIL = "email"

MISSING = N_("%(cell)s is empty: %(field)s is needed.")
NOT_A_DAY = N_("%(cell)s is not a day: write %(field)s such as 2027-12-31.")
NOT_DIGITS = N_("%(cell)s may hold digits only: correct %(field)s.")
NOT_ARABIC = N_("%(cell)s must be in Arabic letters: %(field)s.")
NOT_LATIN = N_("%(cell)s must be in Latin letters: %(field)s.")
NOT_A_PHONE = N_("%(cell)s is not a telephone number: %(field)s.")
NOT_AN_EMAIL = N_("%(cell)s is not a whole e-mail address: correct %(field)s.")
FREE_MAIL = N_("%(cell)s is an address of free mail: the FSA accepts business addresses only.")
TOO_LONG = N_("%(cell)s is too long: shorten %(field)s.")
TWICE = N_("%(cell)s repeats a line that stands above: delete one of them.")
UNKNOWN = N_("%(cell)s belongs to no line of the sheet: delete it, or use the sheet we made.")


@dataclass(frozen=True)
class Asked:
    """A line of the sheet."""

    key: str
    en: str
    ar: str
    rule: str = "words"
    needed: bool = True


LINES = (
    Asked("name_en", "Name of the establishment in English", "اسم المنشأة بالإنجليزية", "latin"),
    Asked("name_ar", "Name of the establishment in Arabic", "اسم المنشأة بالعربية", "arabic"),
    Asked("registration", "Commercial Registration number", "رقم السجل التجاري", "digits"),
    Asked("licence", "MOH licence number", "رقم ترخيص وزارة الصحة"),
    Asked("licence_to", "Last day of the MOH licence", "آخر يوم في ترخيص وزارة الصحة", "day"),
    Asked("governorate", "Governorate", "المحافظة"),
    Asked("wilayat", "Wilayat", "الولاية"),
    Asked("address", "Building, street, area", "المبنى والشارع والمنطقة"),
    Asked("phone", "Telephone of the establishment", "هاتف المنشأة", "phone"),
    Asked("branches", "Number of branches", "عدد الفروع", "digits"),
    Asked("practitioners", "Number of licensed practitioners", "عدد الممارسين المرخصين", "digits"),
    Asked("representative", "Authorised representative", "الممثل المفوض"),
    Asked("email", "E-mail", "البريد الإلكتروني", EMAIL),
    Asked("payers", "Insurers and TPAs under contract", "شركات التأمين وإدارة المطالبات المتعاقد معها"),
    Asked("software", "Software in use today, if any", "البرنامج المستخدم حالياً إن وُجد", needed=False),
)  # fmt: skip
BY_NUMBER = {str(number): line for number, line in enumerate(LINES, start=1)}


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell: a msgid that names `cell` and `field`."""

    cell: str
    sentence: str
    key: str = ""


@dataclass(frozen=True)
class Read:
    """A sheet as it was read."""

    values: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def table(known: Mapping[str, str]) -> Table:
    """The sheet with what is known already."""
    columns = (
        Column(NUMBER.names[0], width=10), Column("What is asked", width=40),
        Column("المطلوب", width=40), Column(ANSWER.names[0], width=50),
    )  # fmt: skip
    rows = [
        (number, line.en, line.ar, known.get(line.key, "")) for number, line in BY_NUMBER.items()
    ]
    return Table("Data Collection Sheet", columns, rows)


def read(content: bytes, free: Iterable[FreeMailDomain], on: date) -> Read:
    """What a filled sheet says. Raises UnreadableTable, TableTooLarge, HeadingMissing, SheetTooLong."""
    values: dict[str, str] = {}
    problems: list[Problem] = []
    seen: set[str] = set()
    for count, row in enumerate(rows_under(read_table(content), HEADINGS)):
        if count == MOST_ROWS:
            raise SheetTooLong(most=MOST_ROWS)
        cell = f"{ANSWER_COLUMN}{row.number}"
        line = BY_NUMBER.get(row["number"])
        if line is None or line.key in seen:
            problems.append(Problem(cell, TWICE if line else UNKNOWN))
            continue
        seen.add(line.key)
        sentence = _wrong(line, row["answer"], free, on)
        if sentence:
            problems.append(Problem(cell, sentence, line.key))
        if sentence != TOO_LONG:
            values[line.key] = row["answer"]
    for number, line in BY_NUMBER.items():
        if line.needed and line.key not in seen:
            problems.append(Problem(f"{ANSWER_COLUMN}{int(number) + 1}", MISSING, line.key))
    return Read(values, tuple(problems))


def _wrong(line: Asked, answer: str, free: Iterable[FreeMailDomain], on: date) -> str | None:
    if not answer:
        return MISSING if line.needed else None
    if len(answer) > LONGEST:
        return TOO_LONG
    if line.rule == EMAIL:
        return _wrong_email(answer, free, on)
    sentence, is_right = _RULES[line.rule]
    return None if is_right(answer) else sentence


def _wrong_email(answer: str, free: Iterable[FreeMailDomain], on: date) -> str | None:
    """The same rules as for the address that is asked on the page."""
    try:
        emails.read(answer, free, on)
    except FreeMail:
        return FREE_MAIL
    except NotAnEmail:
        return NOT_AN_EMAIL
    return None


def _is_day(answer: str) -> bool:
    try:
        date.fromisoformat(answer)
    except ValueError:
        return False
    return True


def _is_phone(answer: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(answer, "OM"))
    except phonenumbers.NumberParseException:
        return False


_RULES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "words": (MISSING, bool),
    "latin": (NOT_LATIN, lambda text: bool(re.search(r"[A-Za-z]", text))),
    "arabic": (NOT_ARABIC, lambda text: bool(re.search(r"[\u0621-\u064a]", text))),
    "digits": (NOT_DIGITS, lambda text: bool(re.fullmatch(r"[0-9]{1,15}", text))),
    "day": (NOT_A_DAY, _is_day),
    "phone": (NOT_A_PHONE, _is_phone),
}
