"""A pharmacy's own file of medicines: what its lines say, what they change, and that it can be taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.contracts import queries as contracts
from app.kernel.db import db
from app.kernel.sheets import read_table
from app.pharmacy.medicines import catalogue, imports, queries
from app.pharmacy.medicines.errors import (
    ListMoved,
    MedicinesInUse,
    NothingInFile,
    PriceListNotChosen,
)
from app.pharmacy.medicines.medicine_files import after, over_highest, read_medicines, wanting
from app.pharmacy.medicines.models import Medicine
from tests.factories import shelf
from tests.factories.clinic import make_codes

HEAD = ["our code", "gtin", "name", "arabic name", "active ingredient", "strength", "form", "pack", "price", "moh price"]  # fmt: skip
ROW = ["A-1", shelf.GTIN, "Panadol", "بنادول", "Paracetamol", "500 mg", "Tabs", "24", "0.040", "0.050"]  # fmt: skip
ARABIC = ["رمزنا", "الباركود", "الاسم بالإنجليزية", "الاسم", "المادة الفعالة", "التركيز", "الشكل", "العبوة", "السعر", "سعر الوزارة"]  # fmt: skip


def row(**changes: str) -> list[str]:
    return list((dict(zip(HEAD, ROW, strict=True)) | {key.replace("_", " "): value for key, value in changes.items()}).values())  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "keys", "wrong"),
    [
        ([row()], ["A-1"], []),
        # the GTIN alone names the medicine; of several boxes each counts
        ([row(our_code="")], [shelf.GTIN], []),
        ([row(gtin=f"{shelf.GTIN} 00036000291452")], ["A-1"], []),
        ([row(our_code="", gtin="")], [], [(2, "local_code")]),
        ([row(), row(gtin="")], ["A-1"], [(3, "local_code")]),
        ([row(), row(our_code="B-2")], ["A-1"], [(3, "gtin")]),
        ([row(gtin="06291001234562")], [], [(2, "gtin")]),
        ([row(gtin="12")], [], [(2, "gtin")]),
        ([row(our_code="رمز")], [], [(2, "local_code")]),
        ([row(name="N" * 161)], [], [(2, "name_en")]),
        ([row(active_ingredient="باراسيتامول")], [], [(2, "ingredients")]),
        ([row(form="paper")], [], [(2, "form")]),
        ([row(pack="0"), row(our_code="B", gtin="", pack="-3")], [], [(2, "pack_size"), (3, "pack_size")]),
        ([row(pack="many")], [], [(2, "pack_size")]),
        ([row(price="free", moh_price="-1")], [], [(2, "unit_price"), (2, "regulated_price")]),
    ],
)  # fmt: skip
def test_what_a_file_of_medicines_says(lines, keys, wrong):
    found, errors = read_medicines([HEAD, *lines])
    assert [line.key for line in found] == keys
    assert [(error.line, error.column) for error in errors] == wrong


def test_both_languages_say_the_same():
    words = ["قرص" if cell == "Tabs" else cell for cell in ROW]
    english, arabic = read_medicines([HEAD, ROW])[0], read_medicines([ARABIC, words])[0]
    assert arabic == english
    assert english[0].says["form"] == "tablet"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Amoxicillin, Clavulanic Acid", [["amoxicillin", ""], ["clavulanic acid", ""]]),
        ("amoxicillin/clavulanic acid", [["amoxicillin", ""], ["clavulanic acid", ""]]),
        ("paracetamol / باراسيتامول + caffeine", [["paracetamol", "باراسيتامول"], ["caffeine", ""]]),
    ],
)  # fmt: skip
def test_ingredients_in_one_cell(typed, read):
    lines, _errors = read_medicines([HEAD, row(active_ingredient=typed)])
    assert lines[0].says["ingredients"] == read


def test_an_empty_cell_wipes_nothing_and_a_new_medicine_needs_its_cells():
    (full,), _ = read_medicines([HEAD, ROW])
    known = after(full, None)
    (short,), _ = read_medicines([HEAD, ["A-1", "", "", "", "", "", "", "", "0.045", ""]])
    assert after(short, known) == known | {"price": known["price"] | {"unit_price": "0.045"}}
    assert list(wanting(short, known)) == []
    assert [one.column for one in wanting(short, None)] == ["name_en", "name_ar", "ingredients", "strength", "form"]  # fmt: skip
    (syrup,), _ = read_medicines([HEAD, row(form="syrup")])
    assert [one.column for one in wanting(syrup, None)] == ["content"]


def test_a_price_over_the_regulated_one_is_named_also_where_the_file_does_not_say_it():
    (full,), _ = read_medicines([HEAD, ROW])
    known = after(full, None)
    for price, wrong in (("0.050", 0), ("0.051", 1)):
        (line,), _ = read_medicines([HEAD, row(price=price, moh_price="")])
        assert len(list(over_highest(line, after(line, known)))) == wrong, price


def file(*lines: list[str], head: list[str] = HEAD) -> bytes:
    return "\n".join(";".join(line) for line in (head, *lines)).encode()


def how_many() -> int:
    return db.session.scalars(select(func.count()).select_from(Medicine)).one()


def test_a_file_is_looked_at_imported_once_and_taken_back(in_wadi):
    make_codes()
    prices = shelf.a_price_list()
    old = shelf.a_medicine(controlled=True)
    looked, errors = imports.look_at_medicines(prices, "m.csv", file(row(), row(our_code="demo-amox-500", gtin="", name="Other")))  # fmt: skip
    assert (errors, how_many()) == ([], 1)
    _shown, preview = imports.preview(looked.id)
    assert ([one.line.key for one in preview.new], [one.line.key for one in preview.changed]) == (["A-1"], ["DEMO-AMOX-500"])  # fmt: skip
    imports.apply(looked.id)
    made = queries.only("A-1")
    assert (made.ingredients, made.pack_size, made.regulated_price) == (("paracetamol",), 24, made.regulated_price)  # fmt: skip
    assert queries.by_gtin(shelf.GTIN).id == made.medicine_id
    assert {key: str(one.unit_price) for key, one in contracts.prices_in(prices).items()} == {made.service_id: "0.040", old.service_id: "0.040"}  # fmt: skip
    changed = queries.facts([old.id])[old.id]
    assert (changed.name_en, changed.controlled) == ("Other", True)
    again, _ = imports.look_at_medicines(prices, "m.csv", file(row()))
    assert imports.preview(again.id)[1].changes == []
    imports.undo(looked.id)
    assert (how_many(), queries.facts([old.id])[old.id].name_en) == (1, "Amoxicillin 500 mg capsule")  # fmt: skip
    assert contracts.prices_in(prices) == {}


def test_what_was_received_since_is_not_taken_back(in_wadi):
    looked, _ = imports.look_at_medicines(None, "m.csv", file(row(price="")))
    imports.apply(looked.id)
    shelf.received(queries.only("A-1").medicine_id)
    with pytest.raises(MedicinesInUse):
        imports.undo(looked.id)
    shelf.a_medicine()
    later, _ = imports.look_at_medicines(None, "m.csv", file(row(price="", name="New")))
    db.session.scalars(select(Medicine)).first().strength = "1 g"
    with pytest.raises(ListMoved):
        imports.apply(later.id)


def test_a_file_that_says_nothing_or_not_whose_prices_changes_nothing(in_wadi):
    medicine = shelf.a_medicine()
    shelf.remember(medicine.id)
    for content, refusal in (
        (b"", NothingInFile),
        (file(), NothingInFile),
        (file(row()), PriceListNotChosen),
    ):
        with pytest.raises(refusal):
            imports.look_at_medicines(None, "m.csv", content)
    looked, errors = imports.look_at_medicines(None, "m.csv", file(row(price="")))
    assert (looked, [(one.line, one.column) for one in errors]) == (None, [(2, "gtin")])
    assert how_many() == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_our_own_download_changes_nothing(as_, inside, clock, language):
    with inside("faris"):
        shelf.remember(shelf.a_medicine(controlled=True).id)
        shelf.a_medicine("DEMO-SYR", form="syrup", unit="bottle", dose_unit="ml", content=100, strength="5 mg/ml")  # fmt: skip
        db.session.commit()
    faris = as_("faris")
    faris.post("/language", {"language": language, "next": "/pharmacy/medicines/"})
    content = faris.client.get("/pharmacy/medicines/export.xlsx").get_data()
    with inside("faris"):
        looked, errors = imports.look_at_medicines(None, "ours.xlsx", content)
        preview = imports.preview(looked.id)[1]
        assert ("رمزنا" in read_table(content)[0]) == (language == "ar")
        assert (errors, preview.changes, len(preview.unchanged)) == ([], [], 2)
        assert len(list(catalogue.rows("", ""))) == len(read_table(content)) - 1
