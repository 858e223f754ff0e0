"""What money adds to the pages of claims: the account by line, payments, receipts; a column of the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext

from app.claims.models import Claim
from app.claims.parts import Cell, Column, Part
from app.claims.states import DRAFT
from app.kernel.authz import can
from app.kernel.money import ZERO
from app.kernel.pagewords import name_of
from app.remittances import judgements, ledger, queries, receipts, rules, wording

# What the account of a line tells, in the order of its arithmetic.
ACCOUNT = {
    "billed": lazy_gettext("Billed"),
    "patient_share": lazy_gettext("Patient share"),
    "approved": lazy_gettext("Approved amount"),
    "denied_open": lazy_gettext("Denied, open"),
    "let_go": lazy_gettext("Let go"),
    "paid": lazy_gettext("Paid"),
    "taken_back": lazy_gettext("Taken back"),
    "written_off": lazy_gettext("Written off"),
    "outstanding": lazy_gettext("Outstanding"),
}
BILLED = frozenset({"billed", "patient_share", "approved"})
ALWAYS = BILLED | {"paid", "outstanding"}


def part(claim: Claim) -> Part | None:
    """The money of a claim, once there is any or the desk may take some."""
    sees, takes = can("payments.view"), can("payments.receipt")
    root_id = judgements.root_id_of(claim)
    lines = queries.ledger(root_id) if sees else []
    papers = receipts.of_visit(claim) if sees or takes else []
    owed = receipts.owed(claim) if takes else None
    if not lines and not papers and not owed:
        return None
    sums = rules.summed({one.line: one for one in lines})
    shown = _columns(lines)
    return Part(
        template="remittances/_claim.html",
        values={
            "claim": claim,
            "root_id": root_id,
            "columns": [{"label": ACCOUNT[name], "numeric": True} for name in shown],
            "lines": [_line(claim, one, shown) for one in lines],
            "together": _amounts(sums, shown),
            "sums": sums,
            "state": wording.state_tag(rules.state_of({one.line: one for one in lines})) if lines else None,
            "payments": _payments(root_id) if sees else [],
            "entries": [_entry(one) for one in ledger.entries(root_id)] if sees else [],
            "receipts": papers,
            "cancelled": {one.cancels_id for one in papers},
            "owed": owed,
            "may_give_up": can("payments.write_off") and (sums.outstanding > 0 or sums.denied_open > 0),
            "is_draft": claim.status == DRAFT,
        },
    )  # fmt: skip


def moved(claim: Claim) -> Decimal:
    """What the insurer paid for the claim and has not taken back, in rials."""
    row = ledger.account_row(judgements.root_id_of(claim))
    return row.paid - row.taken_back if row else ZERO


def _columns(lines: Sequence[rules.LineLedger]) -> list[str]:
    """The amounts worth a column: the usual ones, and what moved on any line."""
    return [name for name in ACCOUNT if name in ALWAYS or any(getattr(one, name) for one in lines)]


def _amounts(of: Any, shown: Sequence[str]) -> list[Decimal | None]:
    return [getattr(of, name) if name in BILLED else getattr(of, name) or None for name in shown]


def _line(claim: Claim, one: rules.LineLedger, shown: Sequence[str]) -> dict[str, Any]:
    named = next((line for line in claim.lines if line.sequence == one.line), None)
    return {"name": name_of(named) if named else str(one.line), "amounts": _amounts(one, shown)}


def _entry(one: Any) -> dict[str, Any]:
    return {"one": one, "kind": wording.ENTRY_KINDS[one.kind]}


def _payments(claim_id: UUID) -> list[dict[str, Any]]:
    return [
        {"line": line, "whole": whole, "kind": wording.LINE_KINDS[line.kind], "reasons": wording.reason_words(line.reasons)}
        for line, whole in queries.lines_of_claim(claim_id)
    ]  # fmt: skip


def _cells(claim_ids: Collection[UUID]) -> Mapping[UUID, Cell]:
    states = queries.payment_state(claim_ids)
    tags = {state: wording.state_tag(state) for state in set(states.values())}
    return {key: Cell(label=tags[state][0], tone=tags[state][1]) for key, state in states.items()}


COLUMN = Column(label=lazy_gettext("Payment"), permission="payments.view", cells=_cells)
