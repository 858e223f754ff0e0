"""flask platform …: the operator's own people, from the machine itself."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

import click
from flask.cli import AppGroup

from app.kernel.db import PLATFORM_ENGINE, db
from app.kernel.errors import DomainError
from app.kernel.fields import normal_email
from app.platform_admin import queries, signin
from app.platform_admin.roles import PLATFORM_ROLES
from app.tenants import walls
from app.tenants.scope import as_platform

group = AppGroup("platform", help="Who works at the operator's desk.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@group.command("list-people")
@AS_JSON
def list_people(*, as_json: bool) -> None:
    """Everybody of the desk: id, role, whether the second factor is set up, name."""
    with at_desk():
        rows = [
            {
                "id": str(one.id),
                "role": one.role,
                "e-mail": one.email,
                "name": one.name_en,
                "second_factor": one.secret_sealed is not None,
            }
            for one in queries.people()
        ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))


@group.command("add-person")
@click.option("--email", required=True)
@click.option("--name-en", required=True)
@click.option("--name-ar", required=True)
@click.option("--role", type=click.Choice(sorted(PLATFORM_ROLES)), required=True)
@click.option("--language", type=click.Choice(["ar", "en"]), default="ar", show_default=True)
@AS_JSON
def add_person(*, email: str, name_en: str, name_ar: str, role: str, language: str, as_json: bool) -> None:  # fmt: skip
    """Seat somebody at the desk; prints the password for the first sign-in, which sets up the second factor."""
    new = signin.NewPerson(
        email=normal_email(email), name_en=name_en, name_ar=name_ar, role=role, language=language
    )
    with at_desk():
        try:
            person_id, password = signin.add_person(new)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    told = {"id": str(person_id), "password": password}
    click.echo(json.dumps(told) if as_json else "  ".join(told.values()))


def at_desk() -> AbstractContextManager[None]:
    """Work as the operator; says so where this installation has no desk."""
    if PLATFORM_ENGINE not in db.engines:
        raise click.ClickException("DATABASE_PLATFORM_URL is missing: there is no desk here.")
    return as_platform()


@group.command("check-walls")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def check_walls(*, as_json: bool) -> None:
    """Check the wall between tenants on this database and note the result; exit code 1 where something is wrong."""
    one = walls.note_check()
    db.session.commit()
    told = {"at": one.at.isoformat(), "tables": one.tables, "findings": one.findings}
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(f"{one.tables} tables of tenants looked at.")
        for code, name in one.findings:
            click.echo(f"{code}: {name}")
    if one.findings:
        raise click.exceptions.Exit(1)
