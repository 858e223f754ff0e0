"""flask reference …: code lists and payers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app.audit.trail import record_platform
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.reference import holiday_lists, icd, payer_lists
from app.reference.imports import Edition, Outcome, load_file

group = AppGroup("reference", help="Load code lists and payers.")
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])


@group.command("load-icd")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def load_icd(*, as_json: bool) -> None:
    """Load ICD-10-CM from its package; a second time changes nothing."""
    _settle("icd-10-cm", icd.load_icd10cm(today()), as_json=as_json, dry_run=False)


@group.command("load-list")
@click.argument("file", type=a_file)
@click.option("--system", required=True, help="Such as cpt, osl or moh-drug.")
@click.option("--version", required=True, help="The edition's own name.")
@click.option(
    "--from", "valid_from", type=DAY, required=True, help="First day, such as 2027-01-01."
)
@click.option("--dry-run", is_flag=True, help="Count only, change nothing.")
@click.option("--retire-most", is_flag=True, help="Yes, more than half of the codes are gone.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def load_list(
    *, file: Path, system: str, version: str, valid_from: datetime, dry_run: bool,
    retire_most: bool, as_json: bool,
) -> None:  # fmt: skip
    """Load a code list from CSV or XLSX (columns: code, display_en; also display_ar, billable, chapter)."""
    edition = Edition(system=system, version=version, valid_from=valid_from.date())
    try:
        outcome = load_file(file, edition, dry_run=dry_run, retire_most=retire_most)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _settle(f"{system} {version}", outcome, as_json=as_json, dry_run=dry_run)


@group.command("payers")
@click.argument("file", type=a_file)
@click.option("--dry-run", is_flag=True, help="Count only, change nothing.")
def payers(*, file: Path, dry_run: bool) -> None:
    """Add and correct payers from CSV or XLSX (licence, name_en, name_ar, valid_from; also kind, valid_to)."""
    _load("payers", payer_lists.load_payers, file, dry_run=dry_run)


@group.command("holidays")
@click.argument("file", type=a_file)
@click.option("--dry-run", is_flag=True, help="Count only, change nothing.")
def holidays(*, file: Path, dry_run: bool) -> None:
    """Add, correct and take away public holidays from CSV or XLSX (day, name_en, name_ar; no names: taken away)."""
    _load("holidays", holiday_lists.load_holidays, file, dry_run=dry_run)


def _load(what: str, load: Callable[..., Outcome], file: Path, *, dry_run: bool) -> None:
    """Load one of the house's own lists; what refuses it is said and ends the command."""
    try:
        outcome = load(file.read_bytes(), dry_run=dry_run)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _settle(what, outcome, as_json=False, dry_run=dry_run)


def _settle(what: str, outcome: Outcome, *, as_json: bool, dry_run: bool) -> None:
    """Commit what was loaded, leave a trace, and say what it was."""
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
        counts = {name: count for name, count in outcome.as_dict().items() if name != "skipped"}
        record_platform("reference.loaded", what=what, **counts)
    if as_json:
        click.echo(json.dumps(outcome.as_dict()))
        return
    click.echo(
        f"{outcome.created} created, {outcome.changed} changed, {outcome.retired} retired, "
        f"{outcome.unchanged} unchanged, {len(outcome.skipped)} skipped"
        + (" (nothing was written)." if dry_run else ".")
    )
    for line in outcome.skipped[:20]:
        click.echo(f"  {line}")
