"""The counter's look-up of a box: a full shop of 10,000 medicines and 200,000 movements beside a nearly empty one."""

from __future__ import annotations

import time
from decimal import Decimal
from uuid import UUID

import psycopg

from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.barcodes import check_digit
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines import service
from app.pharmacy.medicines.values import Ingredient, NewMedicine
from app.pharmacy.stock import queries as stock
from app.pharmacy.stock.service import Receipt, ReceiptLine, receive
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant
from benchmarks.estate import Estate, Size
from benchmarks.report import Figure, percentile

MEDICINES, MOVEMENTS = 10_000, 200_000
OWN, WARM_UP, LOOKS = 3, 20, 400
AIM = 1.2

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
"""


def measure(estate: Estate, size: Size) -> list[Figure]:
    """The same look-ups in the same shop before and after it is filled."""
    clinic, looks = estate.clinics[0], LOOKS * size.rounds
    app = estate.app()
    with app.app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
        branch = facilities()[0].id
        gtins = [_stocked(number, branch) for number in range(1, OWN + 1)]
        db.session.commit()
        empty = _look(gtins, branch, looks)
        _fill(estate, clinic.tenant_id, branch)
        full = _look(gtins, branch, looks)
    return [
        Figure(
            f"box looked up at the counter, {MEDICINES:,} medicines beside {OWN}, p{hundredth}",
            percentile(full, hundredth), percentile(empty, hundredth), "ms", most=AIM,
        )
        for hundredth in (50, 95)
    ]  # fmt: skip


def _stocked(number: int, branch: UUID) -> str:
    """A medicine with a box and a batch; returns its GTIN."""
    body = f"0952{number:09}"
    new = NewMedicine(
        local_code=f"OWN-{number}", name_en=f"Own {number}", name_ar=f"خاص {number}",
        ingredients=(Ingredient(f"own {number}"),), strength="5 mg", form="tablet", dose_unit="tablet", unit="tablet",
    )  # fmt: skip
    medicine = service.add_medicine(new)
    line = ReceiptLine(
        medicine_id=medicine.id, lot="L1", expires_on=today().replace(year=today().year + 5, day=1),
        units=Decimal(30), unit_cost=Decimal("0.100"),
    )  # fmt: skip
    receive(
        Receipt(
            facility_id=branch, supplier="Bench", invoice_number=f"B-{number}", received_on=today(), lines=(line,),
        )
    )  # fmt: skip
    gtin = body + check_digit(body)
    service.remember_gtin(gtin, medicine.id, Decimal(20))
    return gtin


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


def _fill(estate: Estate, tenant_id: UUID, branch: UUID) -> None:
    values = {"tenant": tenant_id, "branch": branch, "medicines": MEDICINES, "each": MOVEMENTS // MEDICINES}  # fmt: skip
    with psycopg.connect(estate.address) as connection:
        connection.execute(FILL.format(**values))
    with psycopg.connect(estate.address, autocommit=True) as connection:
        connection.execute("ANALYZE")
