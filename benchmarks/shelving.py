"""The counter in a full shop, 10,000 medicines on the formulary and 200,000 movements, beside a nearly empty one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import psycopg
from flask import Flask

from app import create_app
from app.config import load
from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.alerts import settings as alerts
from app.pharmacy.alerts.settings import NewAlertSetting
from app.pharmacy.barcodes import check_digit
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines import service
from app.pharmacy.medicines.values import Ingredient, NewMedicine
from app.pharmacy.stock import queries as stock
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant
from benchmarks import bulk, counters
from benchmarks.clinics import Clinic
from benchmarks.estate import Estate, Size
from benchmarks.report import Figure, percentile

MEDICINES, MOVEMENTS = 10_000, 200_000
FULL = "full_shop"
OWN, WARM_UP, TURNS, LOOKS, SCREENS, ROUNDS = 3, 20, 5, 80, 40, 25
AIM = 1.2
BOX, SCREEN = "box looked up at the counter", "screen of three lines at the counter"

# As the owner of the cluster: triggers are left out, the levels are written as they would have kept them.
FILL = """
    SET session_replication_role = replica;
    CREATE TEMPORARY TABLE new_ones ON COMMIT DROP AS
      SELECT gen_random_uuid() AS service, gen_random_uuid() AS medicine, gen_random_uuid() AS batch, n
      FROM generate_series(1, {medicines}) n;
    INSERT INTO services (tenant_id, id, local_code, name_en, name_ar, category, vat_category, active, search_text)
      SELECT '{tenant}', service, 'B-' || n, 'Bench ' || n, 'قياس ' || n, 'medication', 'zero', true, 'bench b' || n FROM new_ones;
    INSERT INTO medicines (tenant_id, id, service_id, strength, form, dose_unit, unit, content, pack_size, splittable,
                           controlled, equivalence)
      SELECT '{tenant}', medicine, service, '5 mg', 'tablet', 'tablet', 'tablet', 1, 20, true, false, 'bench|' || n FROM new_ones;
    INSERT INTO medicine_ingredients (tenant_id, id, medicine_id, position, name, name_ar)
      SELECT '{tenant}', gen_random_uuid(), medicine, 0, 'bench ' || n, '' FROM new_ones;
    INSERT INTO stock_batches (tenant_id, id, medicine_id, lot, expires_on, unit_cost, created_at)
      SELECT '{tenant}', batch, medicine, 'L' || n, '2099-01-01', 0.1, now() FROM new_ones;
    INSERT INTO stock_levels (tenant_id, id, batch_id, facility_id, medicine_id, expires_on, units)
      SELECT '{tenant}', gen_random_uuid(), batch, '{branch}', medicine, '2099-01-01', {each} FROM new_ones;
    INSERT INTO stock_movements (tenant_id, id, batch_id, medicine_id, facility_id, kind, units, at, day, reason, reference)
      SELECT '{tenant}', gen_random_uuid(), batch, medicine, '{branch}', 'received', 1, now(), current_date, '', ''
      FROM new_ones, generate_series(1, {each});
    INSERT INTO formulary_entries (tenant_id, id, payer_id, service_id, covered, valid_from)
      SELECT '{tenant}', gen_random_uuid(), payer_id, service, true, '2024-01-01'
      FROM new_ones, (SELECT DISTINCT payer_id FROM policies WHERE tenant_id = '{tenant}') payers;
"""


def measure(estate: Estate, size: Size) -> list[Figure]:
    """Two copies of one shop, one of them filled, looked at by turns; then the last pack, over and over."""
    clinic, installation = estate.clinics[0], estate.installation
    gtins, branch, paper = _opened(estate)
    installation.copy(estate.name, FULL)
    _fill(installation.cluster.url(FULL), clinic.tenant_id, branch)
    with installation.serving(estate.name) as empty, installation.serving(FULL) as full:
        shops = (
            Shop(estate.app(), gtins, branch, paper, empty),
            Shop(create_app(load(installation.settings(FULL))), gtins, branch, paper, full),
        )
        found = _by_turns(estate, shops, TURNS * size.rounds)
    beside = f"{MEDICINES:,} medicines beside {OWN}"
    return [
        Figure(
            f"{what}, {beside}, p{hundredth}", percentile(full_shop, hundredth),
            percentile(empty_shop, hundredth), "ms", most=AIM,
        )
        for what, (empty_shop, full_shop) in found.items()
        for hundredth in (50, 95)
    ] + [_last_packs(shops[1].app, clinic, branch, ROUNDS * size.rounds)]  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """A shop to look at: its boxes, and its counter's screen of one prescription behind a port."""

    app: Flask
    gtins: list[str]
    branch: UUID
    paper: UUID
    port: int


def _opened(estate: Estate) -> tuple[list[str], UUID, UUID]:
    """A few medicines on the shelf and a prescription of them: boxes, branch, prescription."""
    clinic, app = estate.clinics[0], estate.app()
    with app.app_context():
        with in_tenant(clinic.tenant_id, clinic.user_id):
            branch = facilities()[0].id
            gtins = [_stocked(number, branch) for number in range(1, OWN + 1)]
            codes = [f"OWN-{number}" for number in range(1, OWN + 1)]
            paper = counters.ordered(clinic.people[0], codes).id
            db.session.commit()
        # Nobody may be connected to what is copied.
        db.session.remove()
        db.engine.dispose()
    estate.tidy()
    return gtins, branch, paper


def _by_turns(
    estate: Estate, shops: tuple[Shop, Shop], turns: int
) -> dict[str, tuple[list[float], list[float]]]:
    """What is looked at -> milliseconds in the one and in the other shop, never one after the other only."""
    found: dict[str, tuple[list[float], list[float]]] = {BOX: ([], []), SCREEN: ([], [])}
    clinic = estate.clinics[0]
    for _ in range(turns):
        for place, shop in enumerate(shops):
            with shop.app.app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
                found[BOX][place].extend(_look(shop.gtins, shop.branch, LOOKS))
            found[SCREEN][place].extend(counters.screens(estate, shop.port, shop.paper, SCREENS))
    return found


def _last_packs(app: Flask, clinic: Clinic, branch: UUID, rounds: int) -> Figure:
    """One sells, the other is told: in every round."""
    with app.app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
        # The same two people come again and again on one day.
        alerts.put(NewAlertSetting(alert="refill", handling="ignore", valid_from=today()))
        last = service.add_medicine(_new("LAST"))
        facts = medicines.facts([last.id])[last.id]
        db.session.commit()
    right = counters.last_packs(app, clinic, facts, branch, rounds)
    words = "last pack at two counters: one sells it, the other is told"
    return Figure(words, float(right), float(rounds), "rounds", least=1.0)


def _stocked(number: int, branch: UUID) -> str:
    """A medicine with a box and a batch; returns its GTIN."""
    body = f"0952{number:09}"
    medicine = service.add_medicine(_new(f"OWN-{number}"))
    counters.received(medicine.id, branch, f"L-{number}", Decimal(30))
    gtin = body + check_digit(body)
    service.remember_gtin(gtin, medicine.id, Decimal(20))
    return gtin


def _new(local_code: str) -> NewMedicine:
    return NewMedicine(
        local_code=local_code, name_en=local_code, name_ar=f"خاص {local_code}", strength="5 mg",
        ingredients=(Ingredient(local_code.lower()),), form="tablet", dose_unit="tablet", unit="tablet",
        regulated_price=Decimal("0.200"),
    )  # fmt: skip


def _look(gtins: list[str], branch: UUID, looks: int) -> list[float]:
    """Milliseconds of each look-up: the box, what is in it, what of it is on the shelf."""
    found = []
    for number in range(looks + WARM_UP):
        started = time.perf_counter()
        medicine = medicines.by_gtin(gtins[number % len(gtins)])
        assert medicine is not None
        medicines.facts([medicine.id])
        on_shelf = stock.on_hand([medicine.id], branch, today())[medicine.id]
        found.append((time.perf_counter() - started) * 1000)
        assert len(on_shelf) == 1
        db.session.rollback()
    return found[WARM_UP:]


def _fill(address: str, tenant_id: UUID, branch: UUID) -> None:
    values = {"tenant": tenant_id, "branch": branch, "medicines": MEDICINES, "each": MOVEMENTS // MEDICINES}  # fmt: skip
    with psycopg.connect(address) as connection:
        connection.execute(FILL.format(**values))
    bulk.tidy(address)
