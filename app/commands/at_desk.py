"""How a command works at the operator's desk: its role, its refusals, its dry run, what it prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import click

from app.kernel.db import PLATFORM_ENGINE, db
from app.kernel.errors import DomainError, NotFound
from app.kernel.money import money
from app.tenants.scope import as_platform

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
DAY = click.DateTime(formats=["%Y-%m-%d"])
MONTH = click.DateTime(formats=["%Y-%m"])
Options = dict[str, Any]


class Amount(click.ParamType[Decimal]):
    """Rials with at most three decimals."""

    name = "rials"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        """Raises BadParameter."""
        try:
            return money(value)
        except DomainError as refusal:
            self.fail(str(refusal), param, ctx)


RIALS = Amount()


@contextmanager
def at_desk(*, dry_run: bool = False) -> Iterator[None]:
    """As the operator's role; a refusal ends the command with its sentence, a dry run writes nothing."""
    if PLATFORM_ENGINE not in db.engines:
        raise click.ClickException("DATABASE_PLATFORM_URL is missing: nothing is sold here.")
    with as_platform():
        try:
            yield
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except NotFound:
            raise click.ClickException("There is nothing of this name or id.") from None
        (db.session.rollback if dry_run else db.session.commit)()


def tell(rows: list[Options], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, default=str))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))
