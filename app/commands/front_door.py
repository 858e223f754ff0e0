"""flask front-door …: the dated lists that decide who may come in, changed as the operator."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import click
from flask.cli import AppGroup

from app.commands.platform import at_desk
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.onboarding.emails import BRAND, DOMAIN
from app.onboarding.integration import ANY, ENTITIES, NO, OUTCOMES, YES
from app.onboarding.models import IntegrationType
from app.platform_admin import dated_lists

group = AppGroup("front-door", help="Free-mail providers and FSA's table of integration types.")
DAY = click.DateTime(formats=["%Y-%m-%d"])
KIND = click.option("--kind", type=click.Choice([DOMAIN, BRAND]), default=DOMAIN, show_default=True)
FROM = click.option("--from", "first", type=DAY, required=True, help="First day, such as 2027-01-01.")  # fmt: skip
LAST = click.option("--last", type=DAY, required=True, help="Last day, which still counts.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would be refused, change nothing.")


@group.command("list")
def list_lines() -> None:
    """Both lists as JSON."""
    with at_desk():
        free = [
            {"name": one.name, "kind": one.kind, "from": one.valid_from, "last": one.valid_to}
            for one in dated_lists.free_mail()
        ]
        types = [
            {
                "id": one.id, "entity": one.entity, "branches": [one.branches_from, one.branches_to],
                "own_systems": one.own_systems, "outcome": one.outcome, "from": one.valid_from, "last": one.valid_to,
            }
            for one in dated_lists.integration_types()
        ]  # fmt: skip
    click.echo(json.dumps({"free_mail": free, "integration_types": types}, default=str))


@group.command("add-free-mail")
@click.argument("name")
@KIND
@FROM
@DRY_RUN
def add_free_mail(*, name: str, kind: str, first: datetime, dry_run: bool) -> None:
    """Add a provider of free mail: a domain, or a brand under any country's ending."""
    _change(lambda: dated_lists.add_free_mail(name, kind, first.date()), dry_run=dry_run)


@group.command("end-free-mail")
@click.argument("name")
@KIND
@LAST
@DRY_RUN
def end_free_mail(*, name: str, kind: str, last: datetime, dry_run: bool) -> None:
    """End a provider of free mail."""
    _change(lambda: dated_lists.end_free_mail(name, kind, last.date()), dry_run=dry_run)


@group.command("add-integration-type")
@click.option("--entity", type=click.Choice(list(ENTITIES)), required=True)
@click.option("--branches-from", type=click.IntRange(min=1))
@click.option("--branches-to", type=click.IntRange(min=1))
@click.option("--own-systems", type=click.Choice([YES, NO, ANY]), default=ANY, show_default=True)
@click.option("--outcome", type=click.Choice(list(OUTCOMES)), required=True)
@FROM
@DRY_RUN
def add_integration_type(
    *, entity: str, branches_from: int | None, branches_to: int | None, own_systems: str, outcome: str,
    first: datetime, dry_run: bool,
) -> None:  # fmt: skip
    """Add a line of FSA's table."""
    line = IntegrationType(
        entity=entity, branches_from=branches_from, branches_to=branches_to, own_systems=own_systems,
        outcome=outcome, valid_from=first.date(),
    )  # fmt: skip
    _change(lambda: dated_lists.add_integration_type(line), dry_run=dry_run)


@group.command("end-integration-type")
@click.argument("line", type=click.UUID)
@LAST
@DRY_RUN
def end_integration_type(*, line: UUID, last: datetime, dry_run: bool) -> None:
    """End a line of FSA's table."""
    _change(lambda: dated_lists.end_integration_type(line, last.date()), dry_run=dry_run)


def _change(verb: Callable[[], None], *, dry_run: bool) -> None:
    with at_desk():
        try:
            verb()
        except NotFound as refusal:
            raise click.ClickException("There is no such line.") from refusal
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        if dry_run:
            db.session.rollback()
        else:
            db.session.commit()
    click.echo("Nothing was written." if dry_run else "Done.")
