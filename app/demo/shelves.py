"""The pharmacy's shelves: medicines with their boxes, interactions, formularies, and batches of several ages."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from app.contracts.queries import contract_for, price_list_for
from app.contracts.services import by_local_code, map_code
from app.demo.setting import LISTS, PAYERS
from app.kernel import clock
from app.kernel.db import db
from app.pharmacy.barcodes import check_digit
from app.pharmacy.medicines import imports
from app.pharmacy.medicines.service import add_medicine, remember_gtin
from app.pharmacy.medicines.values import Ingredient, NewMedicine
from app.pharmacy.stock import pricing
from app.pharmacy.stock.queries import on_hand
from app.pharmacy.stock.service import Receipt, ReceiptLine, count, receive, transfer
from app.reference.queries import payer_by_licence
from app.tenants.branches import BranchFacts, add_branch
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant

# Same ingredients, strength and form as the medicine named, from another maker: code, of, names, price.
GENERICS = (
    ("RX-101", "RX-003", "Amoxivane 500 mg capsule, 21", "أموكسيفان 500 ملغ كبسولات، 21", "1.900"),
    ("RX-102", "RX-018", "Lipidane 20 mg tablet, 30", "ليبيدان 20 ملغ أقراص، 30", "4.100"),
)
SUPPLIERS = ("Demo Medical Stores", "Demo Gulf Supplies")
# Days ago it came, days from today until it expires, units of each medicine.
DELIVERIES = ((320, -12, "2"), (90, 25, "4"), (45, 75, "6"), (12, 170, "10"), (5, 540, "20"))
Row = dict[str, str]


def fill(tenant_id: UUID, by: UUID, begins: date) -> None:
    """Everything of the pharmacy's shelves, through the real verbs. Commits."""
    with in_tenant(tenant_id, by):
        with (LISTS / "medicines.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        known = {row["local_code"]: _take_up(row) for row in rows}
        known |= {code: _generic(rows, code, begins) for code, *_rest in GENERICS}
        _load_lists(begins)
        _open_a_second_branch(begins)
        for number in range(len(DELIVERIES)):
            _deliver(rows, known, number)
        _move_a_little(known)
        db.session.commit()


def _take_up(row: Row) -> UUID:
    """A medicine of a service that the price list brought."""
    service = by_local_code(row["local_code"])
    if service is None:
        raise LookupError(row["local_code"])
    added = add_medicine(_medicine(row, service.local_code, (service.name_en, service.name_ar)))
    remember_gtin(row["gtin"], added.id, Decimal(1))
    return added.id


def _medicine(row: Row, local_code: str, names: tuple[str, str]) -> NewMedicine:
    return NewMedicine(
        local_code=local_code,
        name_en=names[0],
        name_ar=names[1],
        ingredients=tuple(Ingredient(one.strip()) for one in row["ingredients"].split("+")),
        strength=row["strength"],
        form=row["form"],
        unit=row["unit"],
        dose_unit=row["dose_unit"],
        content=Decimal(row["content"]),
        splittable=False,
        regulated_price=Decimal(row["regulated_price"]),
        controlled=row["controlled"] == "yes",
        min_age=int(row["min_age"]) if row["min_age"] else None,
        highest_daily_dose=Decimal(row["highest_daily_dose"]) if row["highest_daily_dose"] else None,
    )  # fmt: skip


def _generic(rows: list[Row], code: str, begins: date) -> UUID:
    """The same medicine of another maker, priced with every payer and mapped."""
    _code, of, english, arabic, price = next(one for one in GENERICS if one[0] == code)
    row = next(one for one in rows if one["local_code"] == of)
    added = add_medicine(_medicine(row, code, (english, arabic)))
    body = f"0952000000{code.removeprefix('RX-')}"
    remember_gtin(body + check_digit(body), added.id, Decimal(1))
    map_code(added.service_id, "demo-drugs", f"DEMO-D{of.removeprefix('RX-')}", begins)
    for licence in PAYERS.values():
        payer = payer_by_licence(licence)
        prices = price_list_for(payer.id, clock.today()) if payer else None
        if prices is not None:
            pricing.set_price(prices.id, added.id, Decimal(price))
    return added.id


def _load_lists(begins: date) -> None:
    content = (LISTS / "interactions.csv").read_bytes()
    imports.load(*imports.look_at_interactions("interactions.csv", content))
    for name in ("alpha", "beta"):
        payer = payer_by_licence(PAYERS[name])
        if payer is not None and contract_for(payer.id, clock.today()) is not None:
            file = LISTS / f"formulary-{name}.csv"
            imports.load(*imports.look_at_formulary(payer.id, begins, file.name, file.read_bytes()))


def _open_a_second_branch(begins: date) -> None:
    add_branch(
        BranchFacts(
            name_en="Al Hail", name_ar="الحيل", licence_number="DEMO-F-WADI-2",
            licence_from=begins, licence_to=begins + timedelta(days=1095),
        )
    )  # fmt: skip


def _deliver(rows: list[Row], known: dict[str, UUID], number: int) -> None:
    """A delivery of some days ago; the oldest one brought a single medicine, long expired since."""
    ago, left, units = DELIVERIES[number]
    is_last = number == len(DELIVERIES) - 1
    brought = rows[:1] if left < 0 else rows + _generics_of(rows) if is_last else rows[number % 3 :: 2]  # fmt: skip
    expires = clock.today() + timedelta(days=left)
    day = clock.now() - timedelta(days=ago)
    with clock.telling(day):
        receive(
            Receipt(
                facility_id=_main(), supplier=SUPPLIERS[number % 2], invoice_number=f"DEMO-INV-{number + 1:03}",
                received_on=clock.today(),
                lines=tuple(
                    ReceiptLine(
                        medicine_id=known[row["local_code"]], lot=f"D{number + 1}{row['local_code'][3:]}",
                        expires_on=expires, units=Decimal(units), unit_cost=Decimal(row["unit_cost"]),
                    )
                    for row in brought
                ),
            )
        )  # fmt: skip


def _generics_of(rows: list[Row]) -> list[Row]:
    """The other makers' brands, as the medicines whose place they take."""
    known = {row["local_code"]: row for row in rows}
    return [{**known[of], "local_code": code} for code, of, *_rest in GENERICS]


def _main() -> UUID:
    return next(one.id for one in facilities() if one.licence_number == "DEMO-F-WADI")


def _move_a_little(known: dict[str, UUID]) -> None:
    """A count that found one less, and a few packs carried to the other branch."""
    other = next(one.id for one in facilities() if one.id != _main())
    for place, code in enumerate(("RX-001", "RX-046", "RX-013")):
        batch = on_hand([known[code]], _main(), clock.today())[known[code]][-1]
        transfer(batch.batch_id, _main(), other, Decimal(3))
        if place == 0:
            count(batch.batch_id, _main(), batch.units - 4, "stocktaking")
