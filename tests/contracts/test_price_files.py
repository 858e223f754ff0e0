from __future__ import annotations

from decimal import Decimal

import pytest

from app.contracts import price_files
from app.contracts.price_files import Known, PriceLine, compare, fingerprint, read_lines
from app.kernel.sheets import read_table


def lines(text, encoding="utf-8"):
    return read_lines(read_table(text.encode(encoding)))


def line(local_code, price, **more):
    return PriceLine(number=2, local_code=local_code, unit_price=Decimal(price), **more)


def test_a_plain_file():
    (one,), errors = lines("code,price,approval,max_per_day\n con-gp ,10.5,yes,1\n")
    assert not errors
    assert one == PriceLine(number=2, local_code="CON-GP", unit_price=Decimal("10.500"), approval_required=True, max_per_day=1)  # fmt: skip


def test_arabic_headings_digits_and_words():
    text = "الرمز;السعر;الاسم بالعربية;موافقة مسبقة\nA1;١٢٫٥٠٠;زيارة;نعم\n"
    (one,), errors = lines(text)
    assert not errors
    assert (one.unit_price, one.name_ar, one.approval_required) == (
        Decimal("12.500"),
        "زيارة",
        True,
    )


@pytest.mark.parametrize(
    ("price", "read"),
    [("OMR 1,250.500", "1250.500"), ("12", "12.000"), ("٠٫٥", "0.500"), ("0", "0.000")],
)
def test_amounts_as_people_write_them(price, read):
    (one,), errors = lines(f"code\tprice\nA\t{price}\n")
    assert not errors
    assert one.unit_price == Decimal(read)


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (",1", "local_code", price_files.MISSING),
        ("A,", "unit_price", price_files.MISSING),
        ("A,ten", "unit_price", price_files.NOT_AN_AMOUNT),
        ("A,-1", "unit_price", price_files.NOT_AN_AMOUNT),
        ("A,1.2345", "unit_price", price_files.NOT_AN_AMOUNT),
        ('A,"12,500"', "unit_price", price_files.NOT_AN_AMOUNT),
        ("A,1,maybe", "approval_required", price_files.NOT_YES_OR_NO),
        ("A,1,no,0", "max_per_day", price_files.NOT_A_COUNT),
        ("A,1,no,2.5", "max_per_day", price_files.NOT_A_COUNT),
        ("A,1,no,2,shoes", "category", price_files.NOT_A_CATEGORY),
        ("A,1,no,2,dental,tax", "vat_category", price_files.NOT_A_CATEGORY),
    ],
)
def test_a_wrong_cell_is_named(row, column, sentence):
    found, errors = lines(f"code,price,approval,max_per_day,category,vat\nOK,1\n{row}\n")
    assert [(e.line, e.column, e.sentence) for e in errors] == [(3, column, sentence)]
    assert [one.local_code for one in found] == ["OK"]


def test_a_code_stands_once():
    _found, errors = lines("code,price\nA,1\na,2\n")
    assert [(e.line, e.sentence) for e in errors] == [(3, price_files.TWICE)]


@pytest.mark.parametrize(("price", "wrong"), [("0.150", []), ("0.151", [("A", "0.150")])])
def test_no_price_is_above_the_highest_allowed(price, wrong):
    found, _errors = lines(f"code,price\nA,{price}\nB,9\n")
    over = price_files.above_highest(found, {"A": Decimal("0.150")})
    assert [("A" if one.line == 2 else "B", one.params["highest"]) for one in over] == wrong


def test_what_a_file_changes():
    known = {
        "SAME": Known("Same", "نفسه", Decimal("1.000")),
        "UP": Known("Up", "أعلى", Decimal("1.000")),
        "DOWN": Known("Down", "أقل", Decimal("1.000")),
        "TERMS": Known("Terms", "شروط", Decimal("1.000")),
        "FIRST": Known("First", "أول"),
        "OUT": Known("Out", "خارج", Decimal("9.000")),
    }
    preview = compare(
        [
            line("SAME", "1.000"), line("UP", "1.001"), line("DOWN", "0.999"),
            line("TERMS", "1.000", approval_required=True), line("FIRST", "2.000"),
            line("NEW", "3.000", name_en="New", name_ar="جديد", category="dental"),
            line("BARE", "3.000"),
        ],
        known,
    )  # fmt: skip

    def local(changes):
        return [change.line.local_code for change in changes]

    assert local(preview.new) == ["FIRST", "NEW"]
    assert [change.new_service for change in preview.new] == [False, True]
    assert (local(preview.dearer), local(preview.cheaper)) == (["UP"], ["DOWN"])
    assert (local(preview.terms), local(preview.unchanged)) == (["TERMS"], ["SAME"])
    assert preview.dearer[0].difference == Decimal("0.001")
    assert preview.left_out == 1
    assert [e.sentence for e in preview.errors] == [price_files.NEW_NEEDS_NAMES]


def test_a_line_survives_being_stored():
    one = line("A", "12.500", max_per_day=3, system="osl", code="O1")
    assert PriceLine.opened(one.stored()) == one


def test_the_fingerprint_knows_every_change():
    known = {"A": Known("A", "أ", Decimal("1.000")), "B": Known("B", "ب")}
    same = dict(reversed(known.items()))
    assert fingerprint(known) == fingerprint(same)
    for changed in (
        Known("A", "أ", Decimal("1.001")),
        Known("A", "أ", Decimal("1.000"), approval_required=True),
    ):
        assert fingerprint(known | {"A": changed}) != fingerprint(known)
