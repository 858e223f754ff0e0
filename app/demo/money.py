"""What insurers paid in the demo week, and what patients paid at the desk; all through the real verbs."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.claims.models import Claim
from app.claims.states import ADJUDICATED
from app.kernel import clock
from app.kernel.db import db
from app.kernel.money import ZERO
from app.reference.queries import payer
from app.remittances import answering, bank, importing, receipts
from app.remittances.importing import FileFacts
from app.remittances.models import Remittance
from app.tenants.scope import find, in_tenant

# Of each insurer's judged claims this many are paid: in full, and the last of them in part.
PAID = 4
TAKEN_BACK = Decimal("1.000")
SOMEBODY_ELSES = "C-2020-000042-1,8.500"


def pay(tenant_id: UUID, officer: UUID, desk: UUID) -> None:
    """Some of the week's claims are paid; one line waits for a person, and a little is taken back."""
    with in_tenant(tenant_id, officer):
        claims = _judged()
        seen = {payer_id: [one.id for one in found[:2]] for payer_id, found in claims.items()}
        first = None
        for payer_id, found in claims.items():
            rows = [f"{one.number},{_amount(one, place)}" for place, one in enumerate(found[:PAID])]
            extra = [SOMEBODY_ELSES] if first is None else []
            remittance = _file(payer_id, [*rows, *extra])
            first = first or (remittance, found[0])
        if first is not None:
            remittance, claim = first
            _file(claim.payer_id, [f"{claim.number},-{TAKEN_BACK}"], note="TB")
        _bank()
        db.session.commit()
    with in_tenant(tenant_id, desk):
        for claim_ids in seen.values():
            _collect(claim_ids)
        db.session.commit()


def _judged() -> dict[UUID, list[Claim]]:
    query = (
        select(Claim)
        .where(Claim.status == ADJUDICATED, Claim.approved > ZERO)
        .order_by(Claim.service_date, Claim.number)
    )
    found: dict[UUID, list[Claim]] = defaultdict(list)
    for claim in db.session.scalars(query):
        found[claim.payer_id].append(claim)
    return dict(found)


def _amount(claim: Claim, place: int) -> Decimal:
    """All that was approved; of the last one an insurer pays a rial less."""
    approved = claim.approved or ZERO
    return approved - TAKEN_BACK if place == PAID - 1 and approved > TAKEN_BACK else approved


def _file(payer_id: UUID, rows: list[str], note: str = "PAY") -> Remittance:
    """The insurer's file arrives, is looked through and posted."""
    day: date = clock.today()
    name = payer(payer_id).licence.removeprefix("DEMO-")
    facts = FileFacts(payer_id=payer_id, reference=f"DEMO-{name}-{note}-{day:%Y%m%d}", paid_on=day)
    content = "our claim number,paid\n" + "\n".join(rows) + "\n"
    with clock.telling(clock.now() - timedelta(minutes=30)):
        found, errors = importing.import_file(facts, f"{name.lower()}.csv", content.encode())
        if found is None:
            raise LookupError(errors)
        return answering.accept(found.id, "Checked against the advice")


def _bank() -> None:
    """The bank's statement: two insurers' money has arrived, and something that nobody knows yet."""
    paid = [one for one in bank.waiting_remittances() if one.amount > ZERO][:2]
    rows = [f"{one.paid_on},{one.amount},{one.reference},Transfer" for one in paid]
    rows.append(f"{clock.today()},42.000,DEMO-TRANSFER,Transfer")
    content = "Date,Credit,Reference,Description\n" + "\n".join(rows) + "\n"
    statement = bank.upload("statement.csv", content.encode())
    wrong = bank.import_statement(statement.id, statement.columns)
    if wrong:
        raise LookupError(wrong)


def _collect(claim_ids: list[UUID]) -> None:
    """The patients' shares are paid at the desk."""
    for claim_id in claim_ids:
        claim = find(Claim, claim_id)
        if receipts.owed(claim) > ZERO:
            receipts.issue(claim_id, receipts.owed(claim), "cash")
