"""A pharmacy's shelf, made through the real verbs: medicines, boxes, batches, branches.

Every function works in the tenant that is in scope and flushes; the caller commits. Stock that is to be
supplied never expires by the clock of any machine: the database asks its own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.contracts import service as contracts
from app.contracts.service import NewContract
from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.medicines import imports
from app.pharmacy.medicines import service as medicines
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.values import Ingredient, NewMedicine
from app.pharmacy.stock import pricing
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.models import StockBatch, StockReceipt
from app.pharmacy.stock.service import Receipt, ReceiptLine
from app.tenants.branches import BranchFacts, add_branch
from app.tenants.queries import facilities
from tests.factories.clinic import ALPHA, Mark, payer_id

FAR = date(2099, 6, 30)
GONE = date(2020, 6, 30)
GTIN = "06291001234561"

UNMARKED = Mark()
_invoices = count(1)


def branch() -> UUID:
    """The first branch."""
    return facilities()[0].id


def second_branch(mark: Mark = UNMARKED) -> UUID:
    """Another branch of the same house; its name comes last."""
    facts = BranchFacts(
        name_en=mark.en("Yiti branch"), name_ar=mark.ar("فرع يتي"),
        licence_number="DEMO-MOH-2", licence_from=date(2024, 1, 1), licence_to=date(2028, 12, 31),
    )  # fmt: skip
    return add_branch(facts).id


def new(local_code: str = "DEMO-AMOX-500", **changes: Any) -> NewMedicine:
    """What a person would enter of amoxicillin."""
    known: dict[str, Any] = {
        "local_code": local_code,
        "name_en": "Amoxicillin 500 mg capsule",
        "name_ar": "أموكسيسيلين 500 ملغ كبسولة",
        "ingredients": (Ingredient("amoxicillin", "أموكسيسيلين"),),
        "strength": "500 mg",
        "form": "capsule",
        "dose_unit": "capsule",
        "unit": "capsule",
        "pack_size": Decimal(21),
        "regulated_price": Decimal("0.150"),
    }
    return NewMedicine(**{**known, **changes})


def a_medicine(local_code: str = "DEMO-AMOX-500", **changes: Any) -> Medicine:
    """A medicine on the list."""
    return medicines.add_medicine(new(local_code, **changes))


def received(
    medicine_id: UUID, *, lot: str = "LOT1", expires_on: date = FAR, units: str = "30",
    cost: str = "0.080", facility_id: UUID | None = None, supplier: str = "Demo Supplies",
) -> UUID:  # fmt: skip
    """Units of a lot taken into stock; returns the batch."""
    line = ReceiptLine(
        medicine_id=medicine_id, lot=lot, expires_on=expires_on, units=Decimal(units), unit_cost=Decimal(cost),
    )  # fmt: skip
    stock.receive(
        Receipt(
            facility_id=facility_id or branch(), supplier=supplier,
            invoice_number=f"DEMO-INV-{next(_invoices)}", received_on=today(), lines=(line,), sure=True,
        )
    )  # fmt: skip
    query = select(StockBatch.id).where(
        StockBatch.medicine_id == medicine_id, StockBatch.lot == lot.upper(), StockBatch.expires_on == expires_on
    )  # fmt: skip
    return db.session.scalars(query).one()


def everything(ids: dict[str, UUID], mark: Mark) -> None:
    """A medicine with its box, a batch that may be supplied, one expired, one recalled, one taken from."""
    ids["branch_two"] = second_branch(mark)
    medicine = a_medicine(
        name_en=mark.en("Amoxicillin 500 mg"), name_ar=mark.ar("أموكسيسيلين"), controlled=True
    )
    other = a_medicine(
        "DEMO-WARF-5", name_en=mark.en("Warfarin 5 mg"), name_ar=mark.ar("وارفارين"), form="tablet",
        strength="5 mg", ingredients=(Ingredient("warfarin", "وارفارين"),),
    )  # fmt: skip
    ids["medicine"], ids["medicine_other"] = medicine.id, other.id
    ids["medicine_service"] = medicine.service_id
    ids["gtin"] = medicines.remember_gtin(GTIN, medicine.id, Decimal(21)).id
    supplier = mark.en("Demo Supplies")
    ids["batch_on_shelf"] = received(medicine.id, lot=f"A-{mark.latin}", supplier=supplier)
    ids["batch_expired"] = received(medicine.id, lot=f"B-{mark.latin}", expires_on=GONE, supplier=supplier)  # fmt: skip
    ids["batch_recalled"] = received(other.id, lot=f"C-{mark.latin}", supplier=supplier)
    ids["recall"] = stock.recall(other.id, f"C-{mark.latin}", "manufacturer").id
    ids["recall_other"] = stock.recall(other.id, f"D-{mark.latin}", "regulator").id
    pricing.set_price(ids["price_list_alpha"], medicine.id, Decimal("0.120"))
    supplied = stock.take(ids["batch_on_shelf"], branch(), Decimal(5), "dispense_line", medicine.id)
    ids["supplied"] = supplied.id
    stock.put_back(supplied.id)
    stock.transfer(ids["batch_on_shelf"], branch(), ids["branch_two"], Decimal(4))
    _the_lists(ids, mark)
    ids["recall_lifted"] = stock.recall(other.id, f"E-{mark.latin}", "regulator").id
    stock.lift(ids["recall_lifted"], "entered_by_mistake")
    latest = select(StockReceipt.id).order_by(
        StockReceipt.received_at.desc(), StockReceipt.id.desc()
    )
    ids["receipt_of_stock"] = db.session.scalars(latest.limit(1)).one()


def _the_lists(ids: dict[str, UUID], mark: Mark) -> None:
    """A formulary and interactions that were imported, and a file that was only looked at."""
    code = b"our code,covered\nDEMO-AMOX-500,yes\nDEMO-WARF-5,no\n"
    imports.load(*imports.look_at_formulary(payer_id(ALPHA), date(2026, 1, 1), "formulary.csv", code))  # fmt: skip
    head = "first ingredient,second ingredient,severity,what happens (english)"
    for name, pair in (("applied", "amoxicillin,warfarin,severe"), ("", "aspirin,warfarin,severe")):
        content = f"{head}\n{pair},{mark.en('Bleeding')}\n".encode()
        looked, errors = imports.look_at_interactions(f"{mark.latin}.csv", content)
        assert looked is not None, errors
        ids[f"medicine_import_{name}".rstrip("_")] = looked.id
        if name:
            imports.apply(looked.id)


def remember(medicine_id: UUID) -> UUID:
    """The box of 21 units that scans as `GTIN`."""
    return medicines.remember_gtin(GTIN, medicine_id, Decimal(21)).id


def a_price_list(payer: UUID | None = None) -> UUID:
    """A contract with a payer and its list of prices, empty."""
    begins = date(2025, 1, 1)
    contract = contracts.open_contract(
        NewContract(payer_id=payer or payer_id(ALPHA), number="DEMO-2025", valid_from=begins)
    )
    return contracts.add_price_list(contract.id, "Prices 2025", begins).id
