"""What each box accepts, refuses, and says; and that nothing typed is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from flask_wtf.file import FileField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.kernel import pagewords
from app.kernel.days import DayIncomplete, NoSuchDay, read_day
from app.kernel.fields import shown_as_typed
from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    DigitsField,
    Form,
    MoneyField,
    PhoneField,
    QuantityField,
    RadioField,
    WordsField,
)

# The machine may be busy, and the first draw loads tables: time is no failure here.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

HOUSE = Path(__file__).parents[2]
FIRST, SECOND = UUID(int=1), UUID(int=2)


class Everything(Form):
    name = WordsField("Name", longest=20)
    civil_id = DigitsField("Civil ID", longest=10, required=False)
    code = CodeField("Code", required=False)
    phone = PhoneField("Phone", required=False)
    amount = MoneyField("Amount", required=False)
    quantity = QuantityField("Quantity", least=1, most=99, required=False)
    born = DayField("Birth date", required=False)
    payer = ChoiceField(
        "Payer", choices=[(FIRST, "One"), (SECOND, "Two")], coerce=UUID, required=False
    )
    sex = RadioField("Sex", choices=[("male", "Male"), ("female", "Female")], required=False)


@pytest.fixture(scope="module")
def pages():
    made = Flask("forms", template_folder=str(HOUSE / "templates"))
    made.config.update(SECRET_KEY="k" * 32)
    Babel(made)
    pagewords.init_app(made)
    with made.test_request_context(method="POST"):
        yield made


def filled(**typed: str) -> Everything:
    form = Everything(MultiDict({"name": "Amal", **typed}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("box", "typed", "value"),
    [
        ("name", "  Amal   Al\u200fBalushi ", "Amal AlBalushi"),
        ("name", "ﺃﻣﻞ", "أمل"),
        ("civil_id", "١٢٣٤٥٦٧٨", "12345678"),
        ("civil_id", "۱۲۳۴ ۵۶۷۸", "12345678"),
        ("civil_id", "１２３４-5678", "12345678"),
        ("code", "j06.9 ", "J06.9"),
        ("phone", "٩١٢٣ ٤٥٦٧", "+96891234567"),
        ("phone", "+968 9123 4567", "+96891234567"),
        ("phone", "0096891234567", "+96891234567"),
        ("phone", "+971 50 123 4567", "+971501234567"),
        ("amount", "12.5", Decimal("12.500")),
        ("amount", "OMR 1,234.500", Decimal("1234.500")),
        ("amount", "١٢٫٥٠٠ ر.ع.", Decimal("12.500")),
        ("quantity", "٣", Decimal(3)),
        ("payer", str(SECOND), SECOND),
        ("sex", "female", "female"),
        ("civil_id", "", ""),
        ("amount", "", None),
        ("payer", "", None),
    ],
)
def test_value(pages, box, typed, value):
    form = filled(**{box: typed})
    assert form.errors == {}
    assert form[box].data == value


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("name", "", "Name is missing. Enter it."),
        ("name", "abc\u202etxt", "Name holds hidden control characters. Type it again."),
        ("name", "a\x00b", "Name holds hidden control characters. Type it again."),
        ("name", "a" * 21, "Name is too long. Use at most 20 characters."),
        ("civil_id", "12A4", "Civil ID may hold digits only. Correct it."),
        ("civil_id", "12345678901", "must have 1 to 10 digits"),
        ("code", "J06/é", "may hold Latin letters"),
        ("phone", "12", "is not a telephone number"),
        ("phone", "hello", "is not a telephone number"),
        ("amount", "12,500", "is not an amount"),
        ("amount", "-1", "is not an amount"),
        ("amount", "1.2345", "is not an amount"),
        ("quantity", "0", "must be from 1 to 99"),
        ("quantity", "two", "is not a number"),
        ("quantity", "1.2345", "too many decimals"),
        ("payer", "nonsense", "is not in the list"),
        ("payer", str(UUID(int=3)), "is not in the list"),
        ("sex", "both", "is not in the list"),
    ],
)
def test_refusal_keeps_what_was_typed(pages, box, typed, says):
    form = filled(**{box: typed})
    (sentence,) = form.errors[box]
    assert says in sentence
    assert len(sentence.split()) <= 25
    if hasattr(form[box], "typed"):
        assert form[box].typed == typed


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (("22", "11", "2026"), date(2026, 11, 22)),
        (("٢٢", "١١", "٢٠٢٦"), date(2026, 11, 22)),
        (("5", "Nov", "1990"), date(1990, 11, 5)),
        (("5", "september", "1990"), date(1990, 9, 5)),
        (("5", "Sept.", "1990"), date(1990, 9, 5)),
        (("٥", "نوفمبر", "١٩٩٠"), date(1990, 11, 5)),
        (("5", "أغسطس", "1990"), date(1990, 8, 5)),
        (("5", "اغسطس", "1990"), date(1990, 8, 5)),
        (("5", "كانون الثاني", "1990"), date(1990, 1, 5)),
        (("2026-11-22", "", ""), date(2026, 11, 22)),
        (("22/11/2026", "", ""), date(2026, 11, 22)),
        (("٢٢/١١/٢٠٢٦", "", ""), date(2026, 11, 22)),
        (("22 Nov 2026", "", ""), date(2026, 11, 22)),
        (("29", "2", "2028"), date(2028, 2, 29)),
        (("", "", ""), None),
    ],
)
def test_day(typed, day):
    assert read_day(dict(zip(("day", "month", "year"), typed, strict=True))) == day


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (("22", "11", ""), DayIncomplete),
        (("22", "11", "26"), DayIncomplete),
        (("22", "Mov", "2026"), DayIncomplete),
        (("yesterday", "", ""), DayIncomplete),
        (("29", "2", "2027"), NoSuchDay),
        (("0", "1", "2027"), NoSuchDay),
        (("1", "13", "2027"), NoSuchDay),
    ],
)
def test_no_day(typed, error):
    with pytest.raises(error):
        read_day(dict(zip(("day", "month", "year"), typed, strict=True)))


@unhurried
@given(st.integers(1, date.max.toordinal()).map(date.fromordinal))
def test_every_day_comes_back(day):
    assert read_day({"day": day.isoformat(), "month": "", "year": ""}) == day
    assert read_day({"day": f"{day.day}", "month": f"{day.month}", "year": f"{day.year:04}"}) == day


@unhurried
@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_sentence(text):
    made = Flask("forms")
    made.config.update(SECRET_KEY="k" * 32)
    Babel(made)
    with made.test_request_context(method="POST"):
        typed = dict.fromkeys(("name", "civil_id", "code", "phone", "amount", "quantity"), text)
        form = Everything(MultiDict(typed | {"born-day": text, "payer": text, "sex": text}))
        form.validate()
        assert all(sentences and all(sentences) for sentences in form.errors.values())
        assert all(form[box].typed == text for box in typed)
        assert form.born.parts["day"] == shown_as_typed(text) or form.born.data is not None


def test_a_day_in_three_boxes_is_kept(pages):
    form = filled(**{"born-day": "31", "born-month": "2", "born-year": "1990"})
    assert form.errors["born"] == ["Birth date is not a real day. Enter it such as 22 11 2026."]
    assert form.born.parts == {"day": "31", "month": "2", "year": "1990"}


def test_a_day_in_one_text_fills_the_boxes(pages):
    form = filled(born="1990-02-03")
    assert form.born.data == date(1990, 2, 3)
    assert form.born.parts == {"day": "3", "month": "2", "year": "1990"}


def test_given_values_stand_in_the_boxes(pages):
    form = Everything(
        None, data={"phone": "+96891234567", "born": date(1990, 2, 3), "quantity": Decimal("2.500")}
    )
    assert form.phone.typed == "+968 9123 4567"
    assert form.born.parts == {"day": "3", "month": "2", "year": "1990"}
    assert 'value="2.5"' in form.quantity()


def test_a_choice_shows_its_blank_and_its_value(pages):
    html = filled(payer=str(SECOND)).payer()
    assert '<option value="">Choose</option>' in html
    assert f'<option selected value="{SECOND}">Two</option>' in html


def test_the_macros_draw_every_field(pages):
    source = (
        "{% from 'components/field.html' import field, money_field, day_field %}"
        "{% for f in form %}{{ field(f) }}{% endfor %}{{ money_field(form.amount) }}"
    )
    html = pages.jinja_env.from_string(source).render(form=filled(amount="1,5"))
    assert html.count("is not an amount") == 2
    assert 'name="born-month"' in html
    assert html.count("(optional)") == 9
    assert 'type="radio"' in html


def test_hidden_characters_never_reach_the_page(pages):
    assert "\x00" not in filled(name="a\x00b").name()


def test_sentences_are_arabic_too(pages):
    pages.config["BABEL_TRANSLATION_DIRECTORIES"] = str(HOUSE / "translations" / "forms")
    arabic = Flask("forms")
    arabic.config.update(
        SECRET_KEY="k" * 32,
        BABEL_TRANSLATION_DIRECTORIES=str(HOUSE / "translations" / "forms"),
    )
    Babel(arabic)
    with arabic.test_request_context(method="POST"), force_locale("ar_OM"):
        form = filled(name="", amount="12,500")
        assert form.errors["name"] == ["خانة «Name» فارغة. املأها."]
        assert "12.500" in form.errors["amount"][0]


class WithFile(Form):
    """A form that asks for a file."""

    file = FileField("Price list")


def test_a_file_is_asked_for_in_the_pages_language(pages, monkeypatch):
    """The browser's own button speaks the browser's: it is hidden from the eye, not from the keyboard."""
    monkeypatch.setitem(pages.jinja_env.globals, "icon", lambda _name: "")
    pages.jinja_env.cache.clear()  # What was read before knows no icons.
    source = "{% from 'components/field.html' import field %}{{ field(form.file, hint='XLSX') }}"
    html = pages.jinja_env.from_string(source).render(form=WithFile(None))
    assert 'class="file-input visually-hidden"' in html
    assert "hidden=" not in html
    assert html.count('<label class="btn" for="file">') == 1
    assert 'aria-describedby="file-hint"' in html
    assert 'data-none="No file chosen"' in html
