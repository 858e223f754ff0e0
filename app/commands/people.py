"""flask people …: log-ins from the machine itself, as for the first owner of a tenant."""

from __future__ import annotations

from uuid import UUID

import click
from flask.cli import AppGroup

from app.access import queries, service
from app.access.roles import ROLES
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant

group = AppGroup("people", help="Who can sign in.")
TENANT = click.argument("tenant", type=click.UUID)


@group.command("list")
@TENANT
def list_people(tenant: UUID) -> None:
    """Everybody with a log-in in this tenant: id, status, role, name."""
    with in_tenant(tenant):
        for one in queries.people():
            click.echo(f"{one.membership_id}  {one.status:6}  {one.role:14}  {one.name_en}")


@group.command()
@TENANT
@click.option("--email", required=True)
@click.option("--name-en", required=True)
@click.option("--name-ar", required=True)
@click.option("--role", type=click.Choice(sorted(ROLES)), required=True)
@click.option("--language", type=click.Choice(["ar", "en"]), default="ar", show_default=True)
def add(tenant: UUID, *, email: str, name_en: str, name_ar: str, role: str, language: str) -> None:
    """Give somebody a log-in at the tenant's first branch; prints the password for the first sign-in."""
    with in_tenant(tenant):
        branches = facilities()
        if not branches:
            raise click.ClickException("This tenant does not exist or has no branch.")
        new = service.NewPerson(
            email=email.strip().casefold(),
            name_en=name_en,
            name_ar=name_ar,
            language=language,
            role=role,
            facility_id=branches[0].id,
        )
        try:
            membership_id, password = service.add_person(new, may_join=True)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    click.echo(f"{membership_id}  {password or 'signs in with the password they already have'}")


@group.command("reset-password")
@TENANT
@click.argument("membership", type=click.UUID)
def reset_password(tenant: UUID, membership: UUID) -> None:
    """Print a new password for the next sign-in; all sessions of the person end."""
    with in_tenant(tenant):
        try:
            password = service.reset_password(membership)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    click.echo(password)


@group.command()
@TENANT
@click.argument("membership", type=click.UUID)
def end(tenant: UUID, membership: UUID) -> None:
    """The person has left: no sign-in, and every session ends now."""
    with in_tenant(tenant):
        try:
            service.end_access(membership)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    click.echo("The access has ended.")
