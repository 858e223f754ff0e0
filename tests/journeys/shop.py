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
from app.pharmacy.dispensing import service as dispensing
from app.pharmacy.dispensing.values import SupplyDraft, SupplyLine
from app.pharmacy.medicines import imports
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.queries import by_reference
from app.pharmacy.prescriptions.service import NewLine, NewPrescription
from app.pharmacy.stock.service import Receipt, ReceiptLine, receive
from app.reference.queries import payer_by_licence
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant

PHARMACY = "DEMO-P-WADI"
PHARMACISTS = {"en": "khalid@wadi.example", "ar": "zahra@wadi.example"}
# Amovaril, of which two packs are ordered and one is there; clopidane and omevaril, which fight; insulin, which needs approval.
# Tirozine for the next customer; oralvane, which one insurer does not cover.
AMOVARIL, CLOPIDANE, OMEVARIL, INSULIN = "RX-003", "RX-020", "RX-022", "RX-012"
TIROZINE, ORALVANE = "RX-006", "RX-028"
SHELF = {AMOVARIL: "1", CLOPIDANE: "9", OMEVARIL: "9", INSULIN: "1", TIROZINE: "9", ORALVANE: "9"}
COVERED_BY_BETA = b"our code,covered\nRX-012,yes\nRX-020,yes\nRX-022,yes\nRX-028,no\n"
# One of each for each language: who brings the three lines, and whose insurer thinks about the insulin.
THREE_LINES = {"en": "20114587", "ar": "20884567"}
INSULIN_FOR = {"en": "20338912", "ar": "21217890"}
# The number under which the exchange holds what was ordered for them.
AT_THE_EXCHANGE = {"en": "ERX-1006", "ar": "ERX-1007"}
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
        beta = payer_by_licence("DEMO-BETA")
        assert beta is not None
        imports.load(*imports.look_at_formulary(beta.id, begins, "formulary.csv", COVERED_BY_BETA))
        for one in _customers():
            register(one)  # type: ignore[operator]
        for language in ("en", "ar"):
            _paper("three", language, THREE_LINES[language], ((AMOVARIL, "2", "1", "3", 14), (CLOPIDANE, "1", "1", "1", 28), (OMEVARIL, "1", "1", "1", 14)))  # fmt: skip
            _paper("next", language, THREE_LINES[language], ((TIROZINE, "1", "1", "1", 30),))
            _paper("before", language, INSULIN_FOR[language], ((CLOPIDANE, "1", "1", "1", 28),))
            _handed_out("before", language)
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


def _handed_out(scene: str, language: str) -> None:
    """What somebody still has at home, paid in cash."""
    paper = by_reference(number(scene, language))
    assert paper is not None
    lines = tuple(
        SupplyLine(line_id=one.id, quantity=one.quantity, cash=True) for one in paper.lines
    )
    draft = SupplyDraft(facility_id=facilities()[0].id, lines=lines)
    dispensing.supply(paper.id, draft, paper.version)
