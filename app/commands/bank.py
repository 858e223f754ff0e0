"""flask invoices import-bank: the credits of a statement entered, and set against what they certainly pay."""

from __future__ import annotations

from pathlib import Path

import click

from app.banking.statements import WrongCell
from app.commands.at_desk import AS_JSON, DRY_RUN, Options, at_desk, tell
from app.plans import bank_import
from app.plans.bank_import import Taken

KNOWN, MATCHED, PARKED = "known", "matched", "parked"


@click.command("import-bank")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seller", default=None, help="Whose account it is; needed where several sell.")
@DRY_RUN
@AS_JSON
def import_bank(*, file: Path, seller: str | None, dry_run: bool, as_json: bool) -> None:
    """Read a statement (CSV or XLSX); exit 1 where a cell is wrong, and then nothing is written."""
    with at_desk(dry_run=dry_run):
        done, wrong = bank_import.import_file(file.name, file.read_bytes(), seller)
    if done is None:
        tell([_wrong(one) for one in wrong], as_json=as_json)
        raise SystemExit(1)
    tell([_row(one) for one in done.credits], as_json=as_json)


def _wrong(one: WrongCell) -> Options:
    return {"line": one.line, "column": one.column, "value": one.value, "refused": one.sentence}


def _row(one: Taken) -> Options:
    result = KNOWN if one.transfer_id is None else PARKED if one.left else MATCHED
    return {
        "reference": one.reference, "booked_on": one.booked_on, "amount": one.amount, "result": result,
        "reason": one.reason, "invoices": list(one.numbers), "left": one.left if one.transfer_id else None,
    }  # fmt: skip
