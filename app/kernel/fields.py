"""Boxes of text that become values. Arabic digits are read, what was typed stays in the box."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import StopValidation
from wtforms.widgets import EmailInput, TextArea, TextInput

from app.kernel.money import NotMoney, decimals, money
from app.kernel.pagewords import latin_digits

_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile("[\u200e\u200f\u061c\ufeff]")
_CURRENCY = re.compile(r"OMR|ر\.?\s*ع\.?|ريال", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+\.\d+")

# ASCII only: what looks alike or hides directions is another address.
_EMAIL = re.compile(r"[!#-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_EMAIL = 254


class TypedField(StringField):
    """A box of text read into a value; `typed` is what stands in it, right or wrong."""

    data: Any
    nothing: Any = None
    typed = ""

    def __init__(
        self, label: Any = None, validators: list[Any] | None = None, *, required: bool = True,
        missing: Any = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, validators, **options)
        self.required, self.missing = required, missing
        if not required:
            self.flags.optional = True

    def read(self, text: str) -> Any:
        """The value of a text that is not empty; raises ValueError with a sentence."""
        return text

    def write(self, value: Any) -> str:
        """The value as it first stands in the box."""
        return str(value)

    def process_data(self, value: Any) -> None:
        self.data = self.nothing if value is None else value
        self.typed = "" if value is None else self.write(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data, self.typed = self.nothing, str(valuelist[0]) if valuelist else ""
        if text := self.typed.strip():
            self.data = self.read(text)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        if self.required and self.data in (None, "") and not self.process_errors:
            raise StopValidation(missing_sentence(self))

    def _value(self) -> str:
        """What was typed; characters no page may carry become a visible mark."""
        return shown_as_typed(self.typed)

    def _name(self) -> str:
        return str(self.label.text)


def shown_as_typed(text: str) -> str:
    """What was typed, fit to stand in a page: characters no page may carry become a visible mark."""
    return "".join("�" if _is_control(c) else c for c in text)


def missing_sentence(field: Any) -> str:
    """The sentence for a required field left empty."""
    if field.missing:
        return str(field.missing)
    return _("%(field)s is missing. Enter it.", field=str(field.label.text))


class WordsField(TypedField):
    """Words in any script: trimmed, NFKC, single spaces; direction overrides are refused."""

    nothing = ""

    def __init__(self, label: Any = None, *args: Any, longest: int = 200, multiline: bool = False, **options: Any) -> None:  # fmt: skip
        super().__init__(label, *args, **options)
        self.longest, self.multiline = longest, multiline
        self.widget = TextArea() if multiline else TextInput()

    def read(self, text: str) -> str:
        if _OVERRIDES.search(text) or any(
            _is_control(c) for c in text if not (self.multiline and c in "\r\n\t")
        ):
            raise ValueError(
                _("%(field)s holds hidden control characters. Type it again.", field=self._name())
            )
        plain = _MARKS.sub("", unicodedata.normalize("NFKC", text))
        lines = plain.splitlines() if self.multiline else [plain]
        words = "\n".join(" ".join(line.split()) for line in lines).strip()
        if len(words) > self.longest:
            raise ValueError(
                _("%(field)s is too long. Use at most %(longest)d characters.", field=self._name(), longest=self.longest)
            )  # fmt: skip
        return words


def normal_email(typed: str) -> str:
    """An e-mail address as it is kept: trimmed, lower case."""
    return typed.strip().casefold()[:LONGEST_EMAIL]


class EmailField(TypedField):
    """An e-mail address, in lower case."""

    nothing = ""
    widget = EmailInput()

    def read(self, text: str) -> str:
        """The address as it is kept."""
        if len(text) > LONGEST_EMAIL or not _EMAIL.fullmatch(text.strip()):
            raise ValueError(
                _("%(field)s is not complete. Enter it such as name@clinic.om.", field=self._name())
            )
        return normal_email(text)


class DigitsField(TypedField):
    """Digits only, as text; spaces and dashes are dropped."""

    nothing = ""

    def __init__(self, label: Any = None, *args: Any, shortest: int = 1, longest: int = 20, **options: Any) -> None:  # fmt: skip
        super().__init__(label, *args, **options)
        self.shortest, self.longest = shortest, longest

    def read(self, text: str) -> str:
        digits = re.sub(r"[\s\u00a0–—-]", "", latin_digits(text))
        if not re.fullmatch(r"[0-9]+", digits):
            raise ValueError(_("%(field)s may hold digits only. Correct it.", field=self._name()))
        if not self.shortest <= len(digits) <= self.longest:
            raise ValueError(
                _("%(field)s must have %(shortest)d to %(longest)d digits. Count them again.",
                  field=self._name(), shortest=self.shortest, longest=self.longest)
            )  # fmt: skip
        return digits


class CodeField(TypedField):
    """A code as the other side writes it: Latin letters, digits, . - / _ and no spaces; upper case."""

    nothing = ""

    def __init__(self, label: Any = None, *args: Any, longest: int = 64, upper: bool = True, **options: Any) -> None:  # fmt: skip
        super().__init__(label, *args, **options)
        self.longest, self.upper = longest, upper

    def read(self, text: str) -> str:
        code = re.sub(r"\s", "", latin_digits(unicodedata.normalize("NFKC", text)))
        if not re.fullmatch(r"[A-Za-z0-9._/-]+", code):
            raise ValueError(
                _("%(field)s may hold Latin letters, digits and . - / only. Correct it.", field=self._name())
            )  # fmt: skip
        if len(code) > self.longest:
            raise ValueError(
                _("%(field)s is too long. Use at most %(longest)d characters.", field=self._name(), longest=self.longest)
            )  # fmt: skip
        return code.upper() if self.upper else code


class PhoneField(TypedField):
    """A telephone number; Omani without a country code. The value is E.164."""

    def read(self, text: str) -> str:
        try:
            number = phonenumbers.parse(latin_digits(text), "OM")
        except phonenumbers.NumberParseException:
            number = None
        # The published ranges of other countries change faster than the library.
        is_right = phonenumbers.is_valid_number if number and number.country_code == 968 else phonenumbers.is_possible_number  # fmt: skip
        if number is None or not is_right(number):
            raise ValueError(
                _("%(field)s is not a telephone number. Enter it such as 9123 4567 or +971 50 123 4567.", field=self._name())
            )  # fmt: skip
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def write(self, value: Any) -> str:
        try:
            number = phonenumbers.parse(value, "OM")
        except phonenumbers.NumberParseException:
            return str(value)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class QuantityField(TypedField):
    """A Decimal between `least` and `most` with at most `places` decimals."""

    def __init__(
        self, label: Any = None, *args: Any, least: Decimal | int = 0, most: Decimal | int = 1_000_000,
        places: int = 3, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, *args, **options)
        self.least, self.most, self.places = least, most, places

    def read(self, text: str) -> Decimal:
        plain = re.sub(r"[\s\u00a0%٪]", "", latin_digits(text))
        try:
            value = Decimal(plain)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise ValueError(
                _("%(field)s is not a number. Enter it in digits.", field=self._name())
            )
        if not self.least <= value <= self.most:
            raise ValueError(
                _("%(field)s must be from %(least)s to %(most)s. Correct it.", field=self._name(), least=self.least, most=self.most)
            )  # fmt: skip
        if decimals(value) > self.places:
            raise ValueError(
                _("%(field)s has too many decimals. Use at most %(places)d.", field=self._name(), places=self.places)
            )  # fmt: skip
        return value

    def write(self, value: Any) -> str:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


class MoneyField(TypedField):
    """An amount in rials, zero or more, with at most three decimals.

    A lone comma is refused, not guessed: 12,500 is twelve rials to one person and twelve
    thousand to the next.
    """

    def read(self, text: str) -> Decimal:
        plain = re.sub(r"[\s\u00a0]", "", _CURRENCY.sub("", latin_digits(text)))
        if _THOUSANDS.fullmatch(plain):
            plain = plain.replace(",", "")
        try:
            amount = money(plain) if re.fullmatch(r"[0-9.]+", plain) else None
        except NotMoney:
            amount = None
        if amount is None:
            raise ValueError(
                _("%(field)s is not an amount. Write rials with a point and at most three decimals, such as 12.500.", field=self._name())
            )  # fmt: skip
        return amount


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\r\n\t"
