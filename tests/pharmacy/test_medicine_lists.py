"""A pharmacy's own list of medicines: what its cells and rows say, what they change, and that it can be taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.contracts import queries as contracts
from app.imports import service
from app.imports.cells import CellWrong
from app.imports.errors import NothingInFile
from app.imports.judging_now import comparison
from app.kernel.db import db
from app.kernel.sheets import read_table
from app.pharmacy.medicines import catalogue, medicine_cells, queries
from app.pharmacy.medicines.book import GTIN_OTHER, GTIN_TWICE, NO_CODE, OVER_HIGHEST
from app.pharmacy.medicines.errors import PriceListNotChosen
from app.pharmacy.medicines.models import Medicine
from tests.factories import shelf
from tests.factories.clinic import make_codes
from tests.imports.conftest import imported, undone

HEAD = ["our code", "gtin", "name", "arabic name", "active ingredient", "strength", "form", "pack", "price", "moh price"]  # fmt: skip
ROW = ["A-1", shelf.GTIN, "Panadol", "بنادول", "Paracetamol", "500 mg", "Tabs", "24", "0.040", "0.050"]  # fmt: skip
ARABIC = ["رمزنا", "الباركود", "الاسم بالإنجليزية", "الاسم", "المادة الفعالة", "التركيز", "الشكل", "العبوة", "السعر", "سعر الوزارة"]  # fmt: skip


def row(**changes: str) -> list[str]:
    return list((dict(zip(HEAD, ROW, strict=True)) | {key.replace("_", " "): value for key, value in changes.items()}).values())  # fmt: skip


def file(*lines: list[str], head: list[str] = HEAD) -> bytes:
    return "\n".join(";".join(line) for line in (head, *lines)).encode()


@pytest.fixture
def look(in_wadi):
    """A file brought in and compared, its columns taken as they were guessed."""

    def looked(content: bytes, target=None):
        one = service.choose("medicines", target, "list.csv", content)
        guess = {int(place): key for place, key in one.settings["columns"].items()}
        return service.understand(one.id, guess, None)

    return looked


def counted(one) -> tuple[int, ...]:
    return tuple(one.counts[name] for name in ("created", "changed", "same", "broken"))


def wrong(one) -> set[tuple[str, str]]:
    return {(repair.column, repair.sentence) for repair in comparison(one).repairs}


# ---- cells


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Amoxicillin, Clavulanic Acid",              "amoxicillin; clavulanic acid"),
        ("amoxicillin/clavulanic acid",               "amoxicillin; clavulanic acid"),
        ("paracetamol / باراسيتامول + caffeine",      "paracetamol / باراسيتامول; caffeine"),
        ("amoxicillin / أموكسيسيلين؛ clavulanic acid", "amoxicillin / أموكسيسيلين; clavulanic acid"),
    ],
)  # fmt: skip
def test_ingredients_in_one_cell(typed, read):
    assert medicine_cells.ingredients().read(typed) == read
    assert medicine_cells.written(medicine_cells.ingredients_of(read)) == read


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (medicine_cells.gtins, "06291001234562"), (medicine_cells.gtins, "12"),
        (medicine_cells.code, "رمز"),             (medicine_cells.code, "A" * 41),
        (medicine_cells.ingredients, "باراسيتامول"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_used(cell, text):
    with pytest.raises(CellWrong):
        cell().read(text)


def test_boxes_keep_their_units():
    cell = medicine_cells.gtins()
    assert cell.read(f"{shelf.GTIN}, 036000291452 {shelf.GTIN}") == f"{shelf.GTIN} 00036000291452"
    kept = medicine_cells.as_boxes({shelf.GTIN: "24", "00036000291452": "10"})
    assert medicine_cells.boxes_of(kept) == {shelf.GTIN: "24", "00036000291452": "10"}
    assert cell.write(kept) == f"00036000291452, {shelf.GTIN}"
    assert (medicine_cells.as_boxes({}), cell.write(None)) == (None, None)


# ---- rows


def test_what_rows_say_and_which_repair_each_wrong_one_needs(look):
    """One file for all: each broken row has its own sentence, and nothing is written by looking."""
    medicine = shelf.a_medicine()
    shelf.remember(medicine.id)
    rows = [
        row(our_code="", gtin="00036000291452", price=""),                  # the box alone names it
        row(our_code="", gtin="", price=""), row(our_code="", gtin="", name="Other", price=""),
        row(price=""),                                                      # the box of another medicine
        row(our_code="B", gtin="00036000291452", price=""),                 # a box twice
        row(our_code="C", gtin="", price="0.040"),                          # prices of no list
        row(our_code="D", gtin="", price="", form="syrup"),                 # how many ml?
        row(our_code="E", gtin="", price="", pack="0"),
        row(our_code="demo-amox-500", gtin="", price="", name="Amoxil"),    # ours, in any case
        row(our_code="DEMO-AMOX-500", gtin="", price="", name="Otherwise"),
    ]  # fmt: skip
    one = look(file(*rows))
    assert counted(one) == (1, 1, 0, 8)
    assert {("local_code", NO_CODE), ("gtin", GTIN_OTHER), ("gtin", GTIN_TWICE), ("unit_price", PriceListNotChosen.sentence)} <= wrong(one)  # fmt: skip
    assert {column for column, _sentence in wrong(one)} == {"local_code", "gtin", "unit_price", "content", "pack_size", "name_en"}  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(Medicine)) == 1


@pytest.mark.parametrize(("price", "count"), [("0.050", 0), ("0.051", 1)])
def test_no_price_is_above_the_highest_allowed_also_where_the_file_does_not_say_it(look, price, count):  # fmt: skip
    prices = shelf.a_price_list()
    shelf.a_medicine("A-1", regulated_price=Decimal("0.050"))
    one = look(file(["A-1", price], head=["our code", "price"]), prices)
    assert one.counts["broken"] == count
    assert wrong(one) == ({("unit_price", OVER_HIGHEST)} if count else set())


def test_a_list_is_imported_once_with_boxes_and_prices_and_taken_back(look):
    make_codes()
    prices = shelf.a_price_list()
    old = shelf.a_medicine(controlled=True)
    content = file(row(), row(our_code="demo-amox-500", gtin="", name="Other"))
    one = look(content, prices)
    assert counted(one) == (1, 1, 0, 0)
    arabic = look(file(["قرص" if cell == "Tabs" else cell for cell in ROW], head=ARABIC), prices)
    assert comparison(arabic).created[0].after == comparison(one).created[0].after
    imported(one)
    made = queries.only("A-1")
    assert (made.ingredients, made.unit, made.pack_size, made.regulated_price) == (("paracetamol",), "tablet", 24, Decimal("0.050"))  # fmt: skip
    box = queries.box(shelf.GTIN)
    assert (box.medicine_id, box.units) == (made.medicine_id, 24)
    assert {key: str(of.unit_price) for key, of in contracts.prices_in(prices).items()} == {made.service_id: "0.040", old.service_id: "0.040"}  # fmt: skip
    changed = queries.facts([old.id])[old.id]
    assert (changed.name_en, changed.controlled, changed.local_code) == ("Other", True, "DEMO-AMOX-500")  # fmt: skip
    assert counted(look(content, prices)) == (0, 0, 2, 0)
    dearer = imported(look(file(["A-1", "0.045"], head=["our code", "price"]), prices))
    assert contracts.prices_in(prices)[made.service_id].unit_price == Decimal("0.045")
    assert queries.box(shelf.GTIN).units == 24, "an empty cell wipes nothing"
    assert undone(dearer).counts["undone"] == 1
    assert undone(one).counts["undone"] == 2
    assert (queries.only("A-1"), queries.box(shelf.GTIN)) == (None, None)
    assert queries.facts([old.id])[old.id].name_en == "Amoxicillin 500 mg capsule"
    assert contracts.prices_in(prices) == {}


def test_what_was_received_since_is_not_taken_back(look):
    one = imported(look(file(row(price=""))))
    shelf.received(queries.only("A-1").medicine_id)
    done = undone(one)
    assert (done.counts.get("undone", 0), done.counts["kept"]) == (0, 1)
    assert queries.box(shelf.GTIN).units == 24


@pytest.mark.parametrize("content", [b"", file()])
def test_an_empty_file_changes_nothing(look, content):
    with pytest.raises(NothingInFile):
        look(content)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_our_own_download_changes_nothing(as_, inside, clock, language):
    with inside("faris"):
        shelf.remember(shelf.a_medicine(controlled=True).id)
        shelf.a_medicine("DEMO-SYR", form="syrup", unit="bottle", dose_unit="ml", content=100, strength="5 mg/ml")  # fmt: skip
        db.session.commit()
    faris = as_("faris")
    faris.post("/language", {"language": language, "next": "/pharmacy/medicines/"})
    content = faris.client.get("/pharmacy/medicines/export.xlsx").get_data()
    moved = faris.get("/pharmacy/medicines/import", status=303)
    assert moved.location.endswith("/imports/new/medicines")
    assert ("بلا قائمة أسعار" in faris.get(moved.location).text) == (language == "ar")
    with inside("faris"):
        one = service.choose("medicines", None, "ours.xlsx", content)
        guess = {int(place): key for place, key in one.settings["columns"].items()}
        one = service.understand(one.id, guess, None)
        assert ("رمزنا" in read_table(content)[0]) == (language == "ar")
        assert counted(one) == (0, 0, 2, 0)
        assert len(list(catalogue.rows("", ""))) == len(read_table(content)) - 1
