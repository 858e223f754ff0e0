"""The counter's screen over HTTP, and two counters that sell the last pack in one moment."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.dispensing import service as dispensing
from app.pharmacy.dispensing.errors import NotEnoughInStock
from app.pharmacy.dispensing.values import SupplyDraft, SupplyLine
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.queries import prescription
from app.pharmacy.stock.errors import NotEnough
from app.pharmacy.stock.models import StockBatch
from app.pharmacy.stock.movements import left
from app.pharmacy.stock.service import Receipt, ReceiptLine, receive
from app.tenants.scope import in_tenant
from benchmarks import load
from benchmarks.clinics import Clinic
from benchmarks.estate import Estate
from benchmarks.load import Request

OK, WARM_UP = 200, 10
ONE = Decimal(1)
LONGEST, TOGETHER = 120.0, 30.0


def ordered(person: UUID, local_codes: Sequence[str], units: Decimal = ONE) -> Prescription:
    """A paper of today with one line for each code."""
    lines = tuple(
        prescriptions.NewLine(
            local_code=code, quantity=units, dose=ONE, times_a_day=ONE, days=int(units)
        )
        for code in local_codes
    )
    new = prescriptions.NewPrescription(
        patient_id=person, prescriber_name="Dr Salim", prescriber_licence="DEMO-D-1001", lines=lines,
        written_on=today(), expires_on=today() + timedelta(days=30),
    )  # fmt: skip
    return prescriptions.enter(new)


def screens(estate: Estate, port: int, prescription_id: UUID, looks: int) -> list[float]:
    """Milliseconds of each opening of the counter's screen, as browsers at work see it."""
    who = estate.signed_in[0]
    one = Request(
        "GET", f"/pharmacy/prescriptions/{prescription_id}", cookie=f"maqbul={who.cookie}"
    )
    load.press(port, [one] * WARM_UP, seconds=LONGEST, status=OK)
    found = load.press(port, [one] * looks, seconds=LONGEST, status=OK)
    return [latency * 1000 for latency in found.latencies]


def received(medicine_id: UUID, branch: UUID, lot: str, units: Decimal) -> UUID:
    """A delivery of one batch; its id."""
    line = ReceiptLine(
        medicine_id=medicine_id, lot=lot, expires_on=date(2099, 1, 1), units=units, unit_cost=Decimal("0.100"),
    )  # fmt: skip
    receive(
        Receipt(
            facility_id=branch, supplier="Bench", invoice_number=f"B-{lot}", received_on=today(), lines=(line,),
        )
    )  # fmt: skip
    of_lot = StockBatch.medicine_id == medicine_id, StockBatch.lot == lot
    return db.session.scalars(select(StockBatch.id).where(*of_lot)).one()


def last_packs(app: Flask, clinic: Clinic, medicine: Any, branch: UUID, rounds: int) -> int:
    """In how many rounds exactly one of two counters got the last pack and the other was told."""
    return sum(_round(app, clinic, medicine, branch, number) for number in range(rounds))


def _round(app: Flask, clinic: Clinic, medicine: Any, branch: UUID, number: int) -> bool:
    with app.app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
        batch = received(medicine.medicine_id, branch, f"LAST-{number}", ONE)
        made = [ordered(person, [medicine.local_code]).id for person in clinic.people[:2]]
        db.session.commit()
    together = Barrier(2)

    def sell(paper: UUID) -> str:
        with app.app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
            found = prescription(paper)
            line = SupplyLine(line_id=found.lines[0].id, quantity=ONE, cash=True)
            draft, version = SupplyDraft(facility_id=branch, lines=(line,)), found.version
            db.session.rollback()
            together.wait(TOGETHER)
            try:
                dispensing.supply(paper, draft, version)
                db.session.commit()
            except (NotEnough, NotEnoughInStock):
                db.session.rollback()
                return "told"
            return "sold"

    with ThreadPoolExecutor(2) as pool:
        heard = sorted(pool.map(sell, made))
    with app.app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
        return heard == ["sold", "told"] and left(batch, branch) == 0
