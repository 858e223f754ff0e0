"""Amounts, days, codes and names on the page; typed digits read back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g
from flask_babel import Babel, force_locale
from jinja2 import DictLoader
from wtforms import Form, SelectField, StringField

from app.kernel import pagewords

SHELL = (
    Path(__file__).resolve().parents[2]
    / "translations"
    / "shell"
    / "ar"
    / "LC_MESSAGES"
    / "messages.po"
)
LATE_UTC = datetime(2026, 11, 22, 21, 5, tzinfo=UTC)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Flask]:
    """A bare application with the filters and the shell's Arabic."""
    place = tmp_path / "ar" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with SHELL.open("rb") as words, (place / "messages.mo").open("wb") as compiled:
        write_mo(compiled, read_po(words, locale="ar"))
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(tmp_path)
    Babel(app)
    pagewords.init_app(app)
    with app.test_request_context():
        yield app


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("٢٠٢٦", "2026"),
        ("۱۲۳", "123"),
        ("１２３", "123"),
        ("١٢٫٥٠٠", "12.500"),
        ("١٬٢٣٤٫٥", "1,234.5"),
        ("\u200f12\u061c.\u202e5\u2069", "12.5"),
        ("J45.909", "J45.909"),
        ("", ""),
        ("²", "²"),
    ],
)
def test_typed_digits_become_ascii(typed: str, read: str) -> None:
    assert pagewords.latin_digits(typed) == read


@pytest.mark.parametrize(
    ("amount", "lang", "digits", "text"),
    [
        ("12.5", "en", "latn", "OMR 12.500"),
        ("1234.5", "en", "latn", "OMR 1,234.500"),
        ("0", "en", "latn", "OMR 0.000"),
        ("12.5", "ar", "latn", "12.500 ر.ع."),
        ("1234.5", "ar", "arab", "١٬٢٣٤٫٥٠٠ ر.ع."),
        ("-310.75", "en", "latn", "OMR \u2066\u2212310.750\u2069"),
        ("-310.75", "ar", "latn", "\u2066\u2212310.750\u2069 ر.ع."),
    ],
)
def test_an_amount_has_three_decimals_and_its_currency(
    amount: str, lang: str, digits: pagewords.Digits, text: str
) -> None:
    assert pagewords.money_text(Decimal(amount), lang, digits) == text


def test_a_day_is_written_in_words_with_the_digits_asked_for() -> None:
    day = date(2026, 11, 2)
    assert pagewords.day_text(day, "en") == "2 Nov 2026"
    assert pagewords.day_text(day, "ar") == "2 نوفمبر 2026"
    assert pagewords.day_text(day, "ar", "arab") == "٢ نوفمبر ٢٠٢٦"
    assert pagewords.day_text(day, "ar", pattern="MMMM y") == "نوفمبر 2026"


def test_a_moment_is_shown_in_muscat_where_the_day_may_have_changed() -> None:
    assert pagewords.moment_text(LATE_UTC, "en") == "23 Nov 2026, 01:05"
    assert pagewords.moment_text(LATE_UTC, "ar") == "23 نوفمبر 2026، 01:05"


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pagewords.moment_text(datetime(2026, 11, 22), "en")  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("minutes", "english", "arabic"),
    [
        (0, "just now", "الآن"),
        (1, "1 minute ago", "قبل دقيقة"),
        (2, "2 minutes ago", "قبل دقيقتين"),
        (3, "3 minutes ago", "قبل 3 دقائق"),
        (10, "10 minutes ago", "قبل 10 دقائق"),
        (11, "11 minutes ago", "قبل 11 دقيقة"),
        (59, "59 minutes ago", "قبل 59 دقيقة"),
        (60, "1 hour ago", "قبل ساعة"),
        (23 * 60, "23 hours ago", "قبل 23 ساعة"),
        (24 * 60, "1 day ago", "قبل يوم"),
        (2 * 24 * 60, "2 days ago", "قبل يومين"),
        (99 * 24 * 60, "99 days ago", "قبل 99 يومًا"),
        (100 * 24 * 60, "100 days ago", "قبل 100 يوم"),
        (101 * 24 * 60, "101 days ago", "قبل 101 يوم"),
        (103 * 24 * 60, "103 days ago", "قبل 103 أيام"),
    ],
)
def test_an_age_uses_the_six_arabic_plurals(
    page: Flask, minutes: int, english: str, arabic: str
) -> None:
    assert pagewords.age_text(minutes * 60) == english
    with force_locale("ar"):
        assert pagewords.age_text(minutes * 60) == arabic


def test_ages_ahead_of_us_are_just_now(page: Flask) -> None:
    assert pagewords.age_text(-30) == "just now"


@pytest.mark.parametrize("name", sorted(pagewords.FILTERS))
def test_every_filter_shows_nothing_as_a_dash(page: Flask, name: str) -> None:
    assert pagewords.FILTERS[name](None) == pagewords.NOTHING


@pytest.mark.parametrize("name", ["code", "phone", "isolate", "file_name"])
def test_text_of_people_is_isolated_and_escaped(page: Flask, name: str) -> None:
    shown = str(pagewords.FILTERS[name]("<b>A/B</b>"))
    assert shown.startswith("<bdi")
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown


def test_a_disguised_file_ending_is_shown_as_it_is(page: Flask) -> None:
    shown = str(pagewords.file_name("report\u202efdp.exe"))
    assert shown == '<bdi dir="ltr" class="file"><bdi>reportfdp</bdi>.exe</bdi>'


def test_codes_keep_latin_digits_when_a_person_reads_arabic_ones(page: Flask) -> None:
    g.digits = "arab"
    with force_locale("ar"):
        assert "J45.909" in pagewords.code("J45.909")
        assert "٢ نوفمبر ٢٠٢٦" in pagewords.day(date(2026, 11, 2))
        assert "١٢٫٥٠٠" in pagewords.money(Decimal("12.5"))


class Sample(Form):
    name = StringField("Name", description="As on the card")
    kind = SelectField("Kind", choices=["a"])


def test_a_control_says_what_describes_it_and_whether_it_is_wrong() -> None:
    form = Sample()
    assert pagewords.input_attributes(form.kind) == {"class": "form-select", "required": False}
    form.name.errors = ["Type the name."]
    found = pagewords.input_attributes(form.name, ltr=True, rows=None, autofocus=False)
    assert found == {
        "class": "form-control is-invalid",
        "required": False,
        "aria-invalid": "true",
        "aria-describedby": "name-hint name-error",
        "dir": "ltr",
    }


def test_only_listed_parts_are_kept_for_everybody(page: Flask) -> None:
    with pytest.raises(ValueError, match="somebody's values"):
        pagewords.fixed_part("layout/tenant.html")


def test_a_fixed_part_is_drawn_once_per_language(page: Flask) -> None:
    page.jinja_loader = DictLoader({"layout/_keys.html": "{{ _('Back') }}"})
    assert pagewords.fixed_part("layout/_keys.html") == "Back"
    with force_locale("ar"):
        assert pagewords.fixed_part("layout/_keys.html") == "رجوع"
    assert pagewords.fixed_part("layout/_keys.html") is pagewords.fixed_part("layout/_keys.html")


def test_a_fixed_part_is_drawn_anew_for_other_values(page: Flask) -> None:
    page.jinja_loader = DictLoader({"layout/_navigation.html": "{{ navigation[0] }}"})
    draw = partial(pagewords.fixed_part, "layout/_navigation.html")
    assert draw(navigation=("<Claims>",)) == "&lt;Claims&gt;"
    assert draw(navigation=("Patients",)) == "Patients"
    assert draw(navigation=("Patients",)) is draw(navigation=("Patients",))
