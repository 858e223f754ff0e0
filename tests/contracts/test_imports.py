from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.contracts import imports, queries, service, services
from app.contracts.errors import NothingToImport, NotYetApplied, PricesMoved, TooLateToUndo
from app.contracts.service import PriceTerms
from app.kernel.db import db
from app.kernel.sheets import HeadingMissing, UnreadableTable
from app.reference.imports import Edition, load_file

LISTS = Path(__file__).parents[2] / "app" / "demo" / "lists"
FILE = (
    "code,price,name_en,name_ar,category,code_system,exchange_code\n"
    "CON-GP,12.000,,,,,\nPRO-X,7.000,,,,,\nNEW-1,5.000,New thing,شيء جديد,procedure,demo-services,demo2001\n"
).encode()


def prices(desk):
    found = queries.prices_of(desk.prices)
    return {one.local_code: one.unit_price for one in found}


BEFORE = {"CON-GP": Decimal("10.000"), "LAB-CBC": Decimal("3.500")}
AFTER = BEFORE | {"CON-GP": Decimal("12.000"), "PRO-X": Decimal("7.000"), "NEW-1": Decimal("5.000")}


@pytest.fixture
def looked(desk):
    looked, errors = imports.look_at(desk.prices.id, "prices.csv", FILE)
    assert not errors
    return looked


def test_looking_changes_nothing(desk, looked):
    _, preview = imports.preview(looked.id)
    assert [change.line.local_code for change in preview.dearer] == ["CON-GP"]
    assert [change.line.local_code for change in preview.new] == ["PRO-X", "NEW-1"]
    assert preview.left_out == 1
    assert prices(desk) == BEFORE


def test_applying_does_what_was_shown(desk, looked):
    imports.apply(looked.id)
    assert prices(desk) == AFTER
    new = next(one for one in queries.prices_of(desk.prices) if one.local_code == "NEW-1")
    assert (new.name_ar, new.code) == ("شيء جديد", "DEMO-2001")


def test_an_import_is_applied_once(looked):
    imports.apply(looked.id)
    with pytest.raises(NotYetApplied):
        imports.apply(looked.id)


def test_prices_that_moved_since_the_look_are_not_overwritten(desk, looked):
    service.set_price(desk.prices.id, desk.blood.id, PriceTerms(unit_price=Decimal("4.000")))
    with pytest.raises(PricesMoved):
        imports.apply(looked.id)
    assert prices(desk) == BEFORE | {"LAB-CBC": Decimal("4.000")}


def test_undoing_puts_every_price_back(desk, looked):
    imports.apply(looked.id)
    imports.undo(looked.id)
    assert prices(desk) == BEFORE
    assert services.by_local_code("NEW-1") is not None
    with pytest.raises(TooLateToUndo):
        imports.undo(looked.id)


@pytest.mark.parametrize(("hours", "possible"), [(24, True), (25, False)])
def test_undo_is_possible_for_a_day(looked, clock, hours, possible):
    done = imports.apply(looked.id)
    clock.shift(timedelta(hours=hours))
    assert imports.can_undo(done) is possible


def test_only_the_last_import_is_undone(desk, looked, clock):
    imports.apply(looked.id)
    clock.shift(timedelta(minutes=1))
    second = imports.load_price_file(desk.prices.id, "b.csv", b"code,price\nCON-GP,13.000\n")
    with pytest.raises(TooLateToUndo):
        imports.undo(looked.id)
    imports.undo(second.id)
    assert prices(desk) == AFTER
    imports.undo(looked.id)
    assert prices(desk) == BEFORE


@pytest.mark.parametrize("minutes", [0, -5], ids=["the clock stands", "the clock was set back"])
def test_the_last_import_is_the_last_whatever_the_clock_says(desk, looked, clock, minutes):
    imports.apply(looked.id)
    clock.shift(timedelta(minutes=minutes))
    later = [
        imports.load_price_file(desk.prices.id, "b.csv", f"code,price\nCON-GP,{n}.000\n".encode())
        for n in range(13, 21)
    ]

    assert [one.id for one in later if imports.can_undo(one)] == [later[-1].id]
    for one in reversed(later):
        imports.undo(one.id)
    assert prices(desk) == AFTER


def test_undo_does_not_trample_on_later_changes(desk, looked):
    imports.apply(looked.id)
    service.set_price(desk.prices.id, desk.visit.id, PriceTerms(unit_price=Decimal("99.000")))
    with pytest.raises(PricesMoved):
        imports.undo(looked.id)
    assert prices(desk)["CON-GP"] == Decimal("99.000")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NothingToImport),
        (b"code,price\n", NothingToImport),
        (b"code,colour\nA,red\n", HeadingMissing),
        (b"\x00\x01", UnreadableTable),
    ],
)
def test_an_empty_or_broken_file_wipes_nothing(desk, content, refusal):
    with pytest.raises(refusal):
        imports.look_at(desk.prices.id, "x.csv", content)
    assert prices(desk) == BEFORE


def test_all_wrong_cells_are_told_at_once_and_nothing_is_kept(desk):
    content = (
        "code,price,name_en,name_ar,category,code_system,exchange_code\nCON-GP,ten,,,,,\nBARE,1,,,,,\n"
        "N1,1,New,جديد,procedure,nowhere,1\nN2,1,New,جديد,procedure,demo-services,9999\n"
    ).encode()
    looked, errors = imports.look_at(desk.prices.id, "x.csv", content)
    assert looked is None
    assert [(error.line, error.column) for error in errors] == [
        (2, "unit_price"), (3, "local_code"), (4, "system"), (5, "code"),
    ]  # fmt: skip


@pytest.mark.parametrize("payer", ["alpha", "beta", "gamma", "delta"])
def test_the_invented_price_lists_load_whole(desk, payer):
    for name in ("demo-services", "demo-drugs"):
        edition = Edition(system=name, version="demo", valid_from=desk.prices.valid_from)
        load_file(LISTS / f"{name}.csv", edition, retire_most=True)
    for kind, least in (("clinic", 60), ("pharmacy", 40)):
        name = f"{kind}-prices-{payer}.csv"
        done = imports.load_price_file(desk.prices.id, name, (LISTS / name).read_bytes())
        assert len(done.after) >= least
    db.session.flush()
    unmapped = [one.local_code for one in queries.prices_of(desk.prices) if not one.mapped]
    assert unmapped == ["LAB-CBC"]
