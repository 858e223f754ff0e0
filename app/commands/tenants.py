"""flask tenants …: who works here; taking everything along, leaving, and being deleted.

Exit codes: 0 done, 1 refused (the sentence says why), 2 wrongly called.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.audit.trail import note
from app.commands.at_desk import AS_JSON, DRY_RUN, at_desk, tell
from app.departing import catalogue, deleting, exporting, leaving
from app.departing.kept import KEPT
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.tenants.models import Tenant
from app.tenants.queries import tenant
from app.tenants.scope import current_tenant_id, in_tenant

group = AppGroup("tenants", help="Clinics and pharmacies: list, export, leave, delete.")
TENANT = click.argument("tenant_id", type=click.UUID)


@group.command("list")
@AS_JSON
def list_tenants(*, as_json: bool) -> None:
    """Every tenant: id, state, mode, kind, name."""
    with at_desk():
        rows = [
            {
                "id": one.id,
                "status": one.status,
                "mode": "practice" if one.practice_mode else "live",
                "kind": one.kind,
                "name": one.name_en,
            }
            for one in db.session.scalars(select(Tenant).order_by(Tenant.id))
        ]
    tell(rows, as_json=as_json)


@group.command("export")
@TENANT
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
@DRY_RUN
@AS_JSON
def export(*, tenant_id: UUID, target: Path, dry_run: bool, as_json: bool) -> None:
    """Write everything of a tenant into one ZIP file that only this account reads; refuses to overwrite one.

    The tenant's own trail says so before the first byte is written.
    """
    if dry_run:
        with _inside(tenant_id, dry_run=True):
            tell(_rows(catalogue.tenant_tables()), as_json=as_json)
        return
    if target.exists():
        raise click.ClickException(f"{target} is there already.")
    with _inside(tenant_id, dry_run=False):
        note("export.written_by_operator", "tenant", tenant_id, file=target.name)
    with _inside(tenant_id, dry_run=True), _written(target) as file:
        pieces = exporting.stream(file.write, lambda _done, _total: None)
    told = {"file": str(target), "bytes": pieces.written, "sha256": pieces.hash.hexdigest()}
    tell([told], as_json=as_json)


@contextmanager
def _written(target: Path) -> Iterator[IO[bytes]]:
    """A file under its name only once it is whole; what broke off is gone."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
        part.rename(target)
    except OSError as broken:
        raise click.ClickException(f"{target} cannot be written: {broken}") from broken
    finally:
        part.unlink(missing_ok=True)


@group.command("leave")
@TENANT
@click.option("--reason", type=click.Choice(sorted(leaving.REASONS)), required=True)
@DRY_RUN
@AS_JSON
def leave(*, tenant_id: UUID, reason: str, dry_run: bool, as_json: bool) -> None:
    """Begin the thirty days to think for a tenant that asked in another way."""
    with _inside(tenant_id, dry_run=dry_run):
        one = leaving.ask(tenant().name_en, reason)
        told = {"departure": one.id, "delete_after": one.delete_after}
    tell([told], as_json=as_json)


@group.command("stay")
@TENANT
@DRY_RUN
@AS_JSON
def stay(*, tenant_id: UUID, dry_run: bool, as_json: bool) -> None:
    """Take the leaving back."""
    with _inside(tenant_id, dry_run=dry_run):
        leaving.take_back()
    tell([{"tenant": tenant_id, "result": "stays"}], as_json=as_json)


@group.command("delete")
@TENANT
@DRY_RUN
@AS_JSON
def delete(*, tenant_id: UUID, dry_run: bool, as_json: bool) -> None:
    """Delete a tenant now whose deletion two people approved; the rounds of the books do the same by themselves."""
    if dry_run:
        with _inside(tenant_id, dry_run=True):
            going = [one for one in catalogue.tenant_tables() if one.name not in KEPT]
            tell(_rows(going), as_json=as_json)
        return
    with at_desk():
        pass  # The last bill is the operator's: refused before anything is closed.
    try:
        departure_id = deleting.delete(tenant_id)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    tell([{"tenant": tenant_id, "certificate": departure_id}], as_json=as_json)


@contextmanager
def _inside(tenant_id: UUID, *, dry_run: bool) -> Iterator[None]:
    """In the tenant's scope; a refusal ends the command with its sentence, a dry run writes nothing."""
    with current_app.test_request_context(), in_tenant(tenant_id):
        if db.session.get(Tenant, tenant_id) is None:
            raise click.ClickException("There is no tenant with this id.")
        try:
            yield
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        (db.session.rollback if dry_run else db.session.commit)()


def _rows(tables: list[Any]) -> list[dict[str, Any]]:
    """How many rows of the present tenant each table has; empty ones are left out."""
    mine = current_tenant_id()
    counted = {
        table.name: db.session.scalar(
            select(func.count()).select_from(table).where(table.c.tenant_id == mine)
        )
        for table in tables
    }
    return [{"table": name, "rows": rows} for name, rows in counted.items() if rows]
