"""How amounts, days, codes and names are written on a page, and how typed digits are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from babel.dates import format_date
from flask import Flask, current_app, g, has_app_context, request
from flask_babel import get_locale, get_translations, gettext, ngettext
from markupsafe import Markup
from wtforms.widgets import Select, TextArea

from app.kernel import clock

Digits = Literal["latn", "arab"]

# en_OM is unknown to Babel; ar_OM is known.
BABEL_LOCALES = {"en": "en_GB", "ar": "ar_OM"}
CURRENCY = {"en": "OMR", "ar": "ر.ع."}
# Adding plain text to Markup escapes it, at a third of the cost of a format.
_OPEN, _OPEN_CODE, _OPEN_MONEY = (
    Markup("<bdi>"), Markup('<bdi dir="ltr" class="code">'), Markup('<bdi class="money">'),
)  # fmt: skip
_CLOSE = Markup("</bdi>")
# A part belongs here only if it holds no value of a person, a tenant or a request.
FIXED_PARTS = frozenset({
    "layout/_words.html", "layout/_palette.html", "layout/_keys.html", "layout/_navigation.html",
    "layout/_navigation_bottom.html", "layout/_navigation_keys.html",
})  # fmt: skip
NOTHING = Markup('<span class="text-nothing">–</span>')

_ARABIC_INDIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
_SEPARATORS = str.maketrans(
    {"٫": ".", "٬": ",", "．": ".", "，": ",", "−": "-", "－": "-", "／": "/"}
)
# Every decimal digit of another script, and no other sign.
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_BIDI_MARKS = {
    ord(mark): None
    for mark in "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
}


def language() -> str:
    """The language of this page: 'en' or 'ar'."""
    # What Flask-Babel keeps of this page, without its many looks at the context: asked hundreds of times a page.
    chosen = getattr(g.get("_flask_babel"), "babel_locale", None) if has_app_context() else None
    locale = chosen or get_locale()
    return "ar" if locale is not None and locale.language == "ar" else "en"


def either(english: str | None, arabic: str | None, lang: str | None = None) -> str:
    """Of a name in both languages that of the page, or of `lang`; else the other."""
    first, second = (arabic, english) if (lang or language()) == "ar" else (english, arabic)
    return first or second or ""


def name_of(row: Any, lang: str | None = None) -> str:
    """A person's, payer's, branch's or service's name in the page's language, else in the other."""
    return either(row.name_en, row.name_ar, lang)


def translations() -> Any:
    """The catalogue of this page's language, looked up once per language."""
    held: dict[str, Any] = current_app.extensions["catalogues"]
    chosen = language()
    if chosen not in held:
        held[chosen] = get_translations()
    return held[chosen]


def digits_choice() -> Digits:
    """The digits this person reads: Latin unless they chose Arabic-Indic."""
    return "arab" if g.get("digits") == "arab" else "latn"


def without_bidi_marks(text: str) -> str:
    """The text without invisible direction marks, overrides and isolates."""
    return text.translate(_BIDI_MARKS)


def latin_digits(text: str) -> str:
    """Typed text with every decimal digit in ASCII, ٫ as a point, ٬ as a comma, and no direction marks."""
    if text.isascii():
        return text
    plain = without_bidi_marks(text).translate(_SEPARATORS)
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)


def shown_digits(text: str, digits: Digits) -> str:
    """A formatted number in the digits asked for."""
    return text.translate(_ARABIC_INDIC) if digits == "arab" else text


def money_text(amount: Decimal, lang: str, digits: Digits = "latn") -> str:
    """An amount in rials with three decimals, its currency where the language puts it."""
    number = shown_digits(f"{abs(amount):,.3f}", digits)
    if amount < 0:
        number = f"\u2066\u2212{number}\u2069"
    return f"{number} {CURRENCY['ar']}" if lang == "ar" else f"{CURRENCY['en']} {number}"


def number_text(value: int | Decimal, digits: Digits = "latn") -> str:
    """A count or quantity with thousands apart and without idle zeros: 2, not 2.000."""
    if isinstance(value, int):
        return shown_digits(f"{value:,}", digits)
    # A Decimal without its zeros may write ten as 1E+1.
    return shown_digits(f"{value.normalize():,f}", digits)


def day_text(day: date, lang: str, digits: Digits = "latn", pattern: str = "d MMM y") -> str:
    """A Gregorian day: 22 Nov 2026 or 22 نوفمبر 2026."""
    written = format_date(day, pattern, locale=BABEL_LOCALES[lang])
    return written.translate(_ARABIC_INDIC) if digits == "arab" else latin_digits(written)


def moment_text(moment: datetime, lang: str, digits: Digits = "latn") -> str:
    """An aware moment as day and time in Muscat."""
    local = _in_muscat(moment)
    comma = "،" if lang == "ar" else ","
    return f"{day_text(local.date(), lang, digits)}{comma} {time_text(local, digits)}"


def time_text(moment: datetime, digits: Digits = "latn") -> str:
    """The hour and minute in Muscat of an aware moment."""
    return _in_muscat(moment).strftime("%H:%M").translate(_ARABIC_INDIC if digits == "arab" else {})


def _in_muscat(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment shown on a page must carry its time zone")
    return moment.astimezone(clock.MUSCAT)


def age_text(seconds: float, digits: Digits = "latn") -> str:
    """How long ago, in words, for an age in seconds."""
    minutes = int(max(seconds, 0) // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        words = ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes)
    elif minutes < 24 * 60:
        words = ngettext("%(num)d hour ago", "%(num)d hours ago", minutes // 60)
    else:
        words = ngettext("%(num)d day ago", "%(num)d days ago", minutes // (24 * 60))
    return words.translate(_ARABIC_INDIC) if digits == "arab" else words


def money(amount: Decimal | None) -> Markup:
    """An amount isolated from its surroundings, for a page."""
    if amount is None:
        return NOTHING
    return _OPEN_MONEY + money_text(amount, language(), digits_choice()) + _CLOSE


def number(value: int | Decimal | None) -> Markup:
    """A count or quantity, isolated."""
    return (
        NOTHING
        if value is None
        else Markup('<bdi dir="ltr">{}</bdi>').format(number_text(value, digits_choice()))
    )


def day(value: date | None) -> Markup:
    """A day, isolated and machine-readable."""
    return NOTHING if value is None else _day(value, language(), digits_choice())


def month(value: date | None) -> Markup:
    """The month of a day, with its year."""
    return NOTHING if value is None else _day(value, language(), digits_choice(), "MMMM y", "%Y-%m")


@lru_cache(maxsize=4096)
def _day(value: date, lang: str, digits: Digits, words: str = "d MMM y", iso: str = "%Y-%m-%d") -> Markup:  # fmt: skip
    written = day_text(value, lang, digits, words)
    return Markup('<time dir="auto" datetime="{}">{}</time>').format(value.strftime(iso), written)


def moment(value: datetime | None) -> Markup:
    """An aware moment in Muscat time, isolated and machine-readable."""
    if value is None:
        return NOTHING
    written = moment_text(value, language(), digits_choice())
    return Markup('<time dir="auto" datetime="{}">{}</time>').format(
        _in_muscat(value).isoformat(), written
    )


def ago(value: datetime | None) -> Markup:
    """The age of an aware moment in words, with the moment itself as its title."""
    if value is None:
        return NOTHING
    words = age_text((clock.now() - value).total_seconds(), digits_choice())
    exact = moment_text(value, language(), digits_choice())
    return Markup('<time dir="auto" datetime="{}" title="{}">{}</time>').format(
        value.isoformat(), exact, words
    )


def code(value: object) -> Markup:
    """A code, number or identifier: always left to right, digits as stored."""
    return NOTHING if value in (None, "") else _OPEN_CODE + str(value) + _CLOSE


def phone(value: str | None) -> Markup:
    """A telephone number, always left to right."""
    return NOTHING if not value else Markup('<bdi dir="ltr" class="phone">{}</bdi>').format(value)


def isolate(value: object) -> Markup:
    """Text people typed: isolated, direction by its own first letter."""
    if value in (None, ""):
        return NOTHING
    return _OPEN + (value if isinstance(value, Markup) else str(value)) + _CLOSE


def file_name(value: str | None) -> Markup:
    """A file's name without direction overrides, its ending always last, so that it cannot be disguised."""
    if not value:
        return NOTHING
    stem, dot, ending = without_bidi_marks(value).rpartition(".")
    parts = (stem, dot + ending) if stem else (dot + ending, "")
    return Markup('<bdi dir="ltr" class="file"><bdi>{}</bdi>{}</bdi>').format(*parts)


def input_attributes(
    field: Any,
    hint: str | None = None,
    *,
    css: str | None = None,
    ltr: bool = False,
    attrs: Mapping[str, object] = MappingProxyType({}),
    **more: object,
) -> dict[str, object]:
    """The attributes of a WTForms field's control: its class, what describes it, whether it is wrong."""
    found: dict[str, object] = {"class": css or _control_class(field), "required": False, **attrs}
    about = [f"{field.id}-hint"] if hint or field.description else []
    if field.errors:
        about.append(f"{field.id}-error")
        found |= {"aria-invalid": "true", "class": f"{found['class']} is-invalid"}
    if about:
        found["aria-describedby"] = " ".join(about)
    if ltr:
        found["dir"] = "ltr"
    elif isinstance(field.widget, TextArea):
        # People write to insurers in either language, whatever the page's: each text runs its own way.
        found["dir"] = "auto"
    return found | {name: value for name, value in more.items() if value not in (None, False)}


def _control_class(field: Any) -> str:
    return "form-select" if isinstance(field.widget, Select) else "form-control"


FILTERS = {
    "money": money,
    "number": number,
    "day": day,
    "month": month,
    "moment": moment,
    "ago": ago,
    "code": code,
    "phone": phone,
    "isolate": isolate,
    "file_name": file_name,
}


def fixed_part(template: str, **depends_on: Hashable) -> Markup:
    """A piece of every page that depends on the language alone: drawn once per language."""
    if template not in FIXED_PARTS:
        raise ValueError(f"{template} is not listed as fixed: it may hold somebody's values")
    held: dict[tuple[Hashable, ...], Markup] = current_app.extensions["fixed_parts"]
    key = (template, language(), request.script_root, *depends_on.items())
    if key not in held or current_app.debug:
        part = current_app.jinja_env.get_template(template)
        held[key] = Markup(part.render(**depends_on))  # noqa: S704 - our own template, which escapes
    return held[key]


def init_app(app: Flask) -> None:
    """Give the templates the filters that write values safely in both directions."""
    app.extensions["fixed_parts"] = {}
    app.extensions["catalogues"] = {}
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda words: translations().ugettext(words),
        ngettext=lambda one, many, count: translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(input_attributes=input_attributes, fixed_part=fixed_part)
