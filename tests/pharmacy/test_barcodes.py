"""What a scan is, read from tables of element strings and from real symbols read back by a decoder."""

from __future__ import annotations

from datetime import date

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pharmacy.barcodes import (
    BAD_DAY,
    CHECK_DIGIT,
    DAMAGED,
    GS,
    NO_GTIN,
    UNKNOWN,
    CivilIdScan,
    PackScan,
    PrescriptionScan,
    TokenScan,
    UnreadableCode,
    check_digit,
    gs1_day,
    gtin_14,
    read,
)

TODAY = date(2026, 11, 22)
GTIN = "06291001234561"
FULL = PackScan(GTIN, "AB12", date(2027, 6, 30), "S9")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # plain, with separators where a value has no length of its own
        (f"01{GTIN}1727063010AB12{GS}21S9", FULL),
        (f"{GS}01{GTIN}1727063010AB12{GS}21S9", FULL),
        (f"01{GTIN}10AB12{GS}1727063021S9", FULL),
        (f"21S9{GS}10AB12{GS}17270630{GS}01{GTIN}", FULL),
        # as scanners send it
        (f"]d201{GTIN}1727063010AB12{GS}21S9\r\n", FULL),
        (f"]C101{GTIN}1727063010AB12<GS>21S9", FULL),
        (f"01{GTIN}1727063010AB12{{FNC1}}21S9", FULL),
        (f"01{GTIN}1727063010AB12\u241d21S9", FULL),
        # as people type it
        (f"(01){GTIN}(17)270630(10)AB12(21)S9", FULL),
        (f" (01) {GTIN} (10) ab12 ", PackScan(GTIN, "AB12")),
        # the last day of the month
        (f"01{GTIN}17270200", PackScan(GTIN, None, date(2027, 2, 28))),
        (f"01{GTIN}17280200", PackScan(GTIN, None, date(2028, 2, 29))),
        # what else stands in a code is passed over: made on, count, price, national number
        (f"01{GTIN}11250101172706303710{GS}10AB12", PackScan(GTIN, "AB12", date(2027, 6, 30))),
        (f"01{GTIN}3103001250710{'9' * 8}{GS}10X", PackScan(GTIN, "X")),
        # bare numbers of a box
        ("6291001234561", PackScan(GTIN)),
        (GTIN, PackScan(GTIN)),
        ("036000291452", PackScan("00036000291452")),
        ("٦٢٩١٠٠١٢٣٤٥٦١", PackScan(GTIN)),
        # an element string of digits alone
        (f"01{GTIN}17270630", PackScan(GTIN, None, date(2027, 6, 30))),
        # ours, and people
        ("RX-2026-000123", PrescriptionScan("RX-2026-000123")),
        ("rx-2026-000123\n", PrescriptionScan("RX-2026-000123")),
        # the number of a prescription that lies elsewhere
        ("ERX-1001", TokenScan("ERX-1001")),
        ("]C1erx-1001\r\n", TokenScan("ERX-1001")),
        ("E" + "1" * 59, TokenScan("E" + "1" * 59)),
        ("20114587", CivilIdScan("20114587")),
        ("٢٠١١٤٥٨٧", CivilIdScan("20114587")),
    ],
)
def test_what_a_scan_is(text, meant):
    assert read(text, TODAY) == meant


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", UNKNOWN),
        ("paracetamol", UNKNOWN),
        ("6291001234562", CHECK_DIGIT),
        ("01062910012345621727063010AB", CHECK_DIGIT),
        ("(01)06291001234562", CHECK_DIGIT),
        ("(01)0629100123456", DAMAGED),
        (f"01{GTIN[:9]}", DAMAGED),
        (f"01{GTIN}1727", DAMAGED),
        (f"01{GTIN}17271330", BAD_DAY),
        (f"01{GTIN}17270231", BAD_DAY),
        ("(01)06291001234561(17)2706", BAD_DAY),
        (f"01{GTIN}10{'A' * 21}", DAMAGED),
        (f"01{GTIN}10", DAMAGED),
        (f"01{GTIN}AB", DAMAGED),
        ("(01)06291001234561 and more", DAMAGED),
        ("1727063010AB12", NO_GTIN),
        ("(17)270630(10)AB12", NO_GTIN),
        ("123", DAMAGED),
        ("1234567890", DAMAGED),
        ("RX-", UNKNOWN),
        ("RX-001", UNKNOWN),
        ("ERX-X", UNKNOWN),
        ("ERX 1001", UNKNOWN),
        ("E" + "1" * 60, UNKNOWN),
    ],
)
def test_a_code_that_cannot_be_read_says_why(text, reason):
    with pytest.raises(UnreadableCode) as refused:
        read(text, TODAY)
    assert refused.value.reason == reason
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("digits", "today", "day"),
    [
        ("270630", TODAY, date(2027, 6, 30)),
        ("760101", TODAY, date(2076, 1, 1)),
        ("770101", TODAY, date(1977, 1, 1)),
        ("990101", TODAY, date(1999, 1, 1)),
        ("000101", date(2051, 1, 1), date(2100, 1, 1)),
        ("010101", date(2051, 1, 1), date(2101, 1, 1)),
        ("020101", date(2051, 1, 1), date(2002, 1, 1)),
        ("261200", TODAY, date(2026, 12, 31)),
    ],
)
def test_the_century_is_the_nearest(digits, today, day):
    assert gs1_day(digits, today) == day


@given(st.text(alphabet="0123456789", min_size=13, max_size=13))
@settings(max_examples=50, deadline=None)
def test_a_check_digit_guards_every_single_digit(body):
    whole = body + check_digit(body)
    assert gtin_14(whole) == whole
    for place in range(14):
        wrong = whole[:place] + str((int(whole[place]) + 1) % 10) + whole[place + 1 :]
        with pytest.raises(UnreadableCode):
            gtin_14(wrong)


@given(
    lot=st.text(alphabet="ABCXYZ0189-/.", min_size=1, max_size=20),
    serial=st.text(alphabet="ABCXYZ0189", min_size=1, max_size=20),
    order=st.permutations(("lot", "expiry", "serial")),
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_order_the_same_pack_is_read(lot, serial, order):
    parts = {"lot": f"10{lot}{GS}", "expiry": "17270630", "serial": f"21{serial}{GS}"}
    text = f"01{GTIN}" + "".join(parts[one] for one in order)
    assert read(text, TODAY) == PackScan(GTIN, lot, date(2027, 6, 30), serial)


@pytest.mark.parametrize(
    ("lot", "serial"), [("AB12", "S9"), ("LOT-2026/7", "00012345678901234567"), ("1", "A")]
)
def test_a_data_matrix_of_a_box_is_written_and_read_back(lot, serial):
    """A real GS1 DataMatrix: written, looked at by a decoder, parsed."""
    element_string = f"(01){GTIN}(17)270630(10){lot}(21){serial}"
    symbol = zxingcpp.create_barcode(element_string, zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    picture = zxingcpp.write_barcode_to_image(symbol, scale=6)
    (seen,) = zxingcpp.read_barcodes(picture)
    raw = seen.bytes.decode()
    assert (seen.content_type, GS in raw) == (zxingcpp.ContentType.GS1, True)
    meant = PackScan(GTIN, lot, date(2027, 6, 30), serial)
    assert read(raw, TODAY) == meant
    assert read(seen.text, TODAY) == meant
    assert read(seen.symbology_identifier + raw, TODAY) == meant


def test_an_ean_13_is_written_and_read_back():
    symbol = zxingcpp.create_barcode("6291001234561", zxingcpp.BarcodeFormat.EAN13)
    (seen,) = zxingcpp.read_barcodes(zxingcpp.write_barcode_to_image(symbol, scale=4))
    assert read(seen.text, TODAY) == PackScan(GTIN)
