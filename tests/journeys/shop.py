"""The stage of the counter's journey: a small pharmacy with few boxes, and papers that are on file already."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from app.demo import setting, shelves, story
from app.demo.people import PATIENTS, Person, Staff
from app.kernel import clock
from app.kernel.db import db
from app.patients.queries import find_by_document
from app.pharmacy.medicines import imports
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.service import NewLine, NewPrescription
from app.pharmacy.stock.service import Receipt, ReceiptLine, receive
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant

PHARMACY = "DEMO-P-WADI"
PHARMACISTS = {"en": "khalid@wadi.example", "ar": "zahra@wadi.example"}
# Amovaril, of which two packs are ordered and one is there; clopidane and omevaril, which fight; insulin, which needs approval.
AMOVARIL, CLOPIDANE, OMEVARIL, INSULIN = "RX-003", "RX-020", "RX-022", "RX-012"
SHELF = {AMOVARIL: "1", CLOPIDANE: "9", OMEVARIL: "9", INSULIN: "9"}
# One of each for each language: who brings the three lines, and whose insurer thinks about the insulin.
THREE_LINES = {"en": "20114587", "ar": "20884567"}
INSULIN_FOR = {"en": "20338912", "ar": "21217890"}
LOT = "D7"
_boxes: dict[str, str] = {}


def box(local_code: str) -> str:
    """What a scanner reads off the box: GTIN, expiry and lot, its last part after a separator."""
    return f"]d201{_boxes[local_code]}17290630" + f"10{LOT}{local_code[3:]}"


def number(scene: str, language: str) -> str:
    """The number on the paper."""
    return f"PAPER-{scene}-{language}".upper()


def open_shop(begins: date, register: object) -> None:
    """Fill the tenant; `register` puts a person on file. Commits."""
    wadi = setting.open_pharmacy("wadi", "Wadi Pharmacy", "صيدلية الوادي", ("Ruwi", "روي"), begins)
    with in_tenant(wadi):
        setting._seat(
            Staff("wadi", PHARMACISTS["ar"], "Zahra Al Lawati", "زهرة اللواتية", "pharmacist", "ar")
        )
        khalid = story._person("pharmacist")
        db.session.commit()
    with in_tenant(wadi, khalid):
        _stock()
        content = (setting.LISTS / "interactions.csv").read_bytes()
        imports.load(*imports.look_at_interactions("interactions.csv", content))
        for one in _customers():
            register(one)  # type: ignore[operator]
        for language in ("en", "ar"):
            _paper("three", language, THREE_LINES[language], ((AMOVARIL, "2", "1", "3", 14), (CLOPIDANE, "1", "1", "1", 28), (OMEVARIL, "1", "1", "1", 14)))  # fmt: skip
            _paper("insulin", language, INSULIN_FOR[language], ((INSULIN, "1", "25", "1", 60),))
        db.session.commit()


def _customers() -> list[Person]:
    known = {*THREE_LINES.values(), *INSULIN_FOR.values()}
    return [one for one in PATIENTS if one.civil_id in known]


def _stock() -> None:
    with (setting.LISTS / "medicines.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["local_code"] in SHELF]
    known: dict[str, UUID] = {}
    for row in rows:
        known[row["local_code"]] = shelves._take_up(row)
        _boxes[row["local_code"]] = row["gtin"]
    lines = tuple(
        ReceiptLine(
            medicine_id=known[row["local_code"]], lot=f"{LOT}{row['local_code'][3:]}", expires_on=date(2029, 6, 30),
            units=Decimal(SHELF[row["local_code"]]), unit_cost=Decimal(row["unit_cost"]),
        )
        for row in rows
    )  # fmt: skip
    receive(
        Receipt(facility_id=facilities()[0].id, supplier="Demo Medical Stores", invoice_number="DEMO-INV-700", received_on=clock.today(), lines=lines)
    )  # fmt: skip


def _paper(scene: str, language: str, civil_id: str, ordered: tuple[tuple[str, str, str, str, int], ...]) -> None:  # fmt: skip
    patient = find_by_document(civil_id)
    assert patient is not None, civil_id
    lines = tuple(
        NewLine(local_code=code, quantity=Decimal(packs), dose=Decimal(dose), times_a_day=Decimal(times), days=days)
        for code, packs, dose, times, days in ordered
    )  # fmt: skip
    prescriptions.enter(
        NewPrescription(
            patient_id=patient.id, prescriber_name="Dr Salim Al Harthi", prescriber_licence="DEMO-D-1001",
            reference=number(scene, language), diagnosis_code="I10", written_on=clock.today(),
            expires_on=clock.today() + timedelta(days=30), lines=lines,
        )
    )  # fmt: skip
