"""flask plans …: what is on sale, who sells, and what a tenant has."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup

from app.commands.at_desk import AS_JSON, DAY, DRY_RUN, RIALS, at_desk, tell
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.money import money
from app.plans import books, parties, selling, subscribing
from app.plans.accounts import Terms
from app.plans.preview import AT_RENEWAL, NOW, day_of
from app.plans.pricing import KINDS, Price, Tier

plans = AppGroup("plans", help="What is on sale, and what a tenant has.")


@plans.command("list")
@AS_JSON
def list_plans(*, as_json: bool) -> None:
    """Every plan with its prices."""
    with at_desk():
        rows = [
            {
                "code": plan.code,
                "kind": plan.kind,
                "prices": [str(one.valid_from) for one in plan.prices],
            }
            for plan in books.catalogue()
        ]
    tell(rows, as_json=as_json)


@plans.command("add")
@click.argument("code")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--name-en", required=True)
@click.option("--name-ar", required=True)
@click.option("--trial-claims", type=click.IntRange(0), default=0)
@click.option("--claims-limit", type=click.IntRange(1), help="Only warns; nothing is ever refused.")
@DRY_RUN
@AS_JSON
def add_plan(*, dry_run: bool, as_json: bool, **new: Any) -> None:
    """Write down a plan; it can be chosen once it has a price."""
    with at_desk(dry_run=dry_run):
        identity = selling.add_plan(selling.NewPlan(**new))
    tell([{"id": identity, "code": new["code"]}], as_json=as_json)


@plans.command("price")
@click.argument("code")
@click.option("--from", "valid_from", type=DAY, required=True, help="A first of a month.")
@click.option("--flat", type=RIALS, default="0")
@click.option("--seat", type=RIALS, default="0")
@click.option("--included-seats", type=int, default=0)
@click.option("--tier", "tiers", multiple=True, help="100:0.150, the last as *:0.100")
@click.option("--minimum", type=RIALS, default="0")
@click.option("--cap", type=RIALS)
@DRY_RUN
@AS_JSON
def price_plan(
    *, code: str, valid_from: datetime, tiers: tuple[str, ...], dry_run: bool, as_json: bool, **amounts: Any
) -> None:  # fmt: skip
    """Announce a price from a first of a month on."""
    day = valid_from.date()
    price = Price(valid_from=day, announced_on=day, tiers=tuple(map(_tier, tiers)), **amounts)
    with at_desk(dry_run=dry_run):
        identity = selling.announce(code, price)
    tell([{"id": identity, "code": code, "from": day}], as_json=as_json)


def _tier(text: str) -> Tier:
    end, _, amount = text.partition(":")
    try:
        return Tier(None if end == "*" else int(end), money(amount))
    except (ValueError, DomainError):
        raise click.BadParameter(f"“{text}” is no tier, such as 100:0.150 or *:0.100") from None


@plans.command("withdraw-price")
@click.argument("code")
@click.option(
    "--from", "valid_from", type=DAY, required=True, help="The day on which it was to begin."
)
@DRY_RUN
@AS_JSON
def withdraw_price(*, code: str, valid_from: datetime, dry_run: bool, as_json: bool) -> None:
    """Take back an announced price before its first day."""
    with at_desk(dry_run=dry_run):
        selling.withdraw_price(code, valid_from.date())
    tell([{"code": code, "from": valid_from.date()}], as_json=as_json)


@plans.command("seller")
@click.argument("code")
@click.option("--name-en", required=True)
@click.option("--name-ar", required=True)
@click.option("--address-en", required=True)
@click.option("--address-ar", required=True)
@click.option("--vatin", required=True)
@click.option("--cr-number", required=True)
@click.option("--bank", required=True)
@click.option("--iban", required=True)
@click.option("--payment-days", type=click.IntRange(0, 365), default=14, show_default=True)
@click.option("--grace-days", type=click.IntRange(1, 28), default=3, show_default=True)
@DRY_RUN
@AS_JSON
def add_seller(*, dry_run: bool, as_json: bool, **new: Any) -> None:
    """Write down the company that sells; its code begins every invoice number."""
    with at_desk(dry_run=dry_run):
        identity = parties.add_entity(parties.NewEntity(**new))
    tell([{"id": identity, "code": new["code"]}], as_json=as_json)


@plans.command("buyer")
@click.argument("tenant_id", type=click.UUID)
@click.option("--name-en", required=True)
@click.option("--name-ar", required=True)
@click.option("--address-en", default="")
@click.option("--address-ar", default="")
@click.option("--vatin")
@click.option("--email")
@DRY_RUN
@AS_JSON
def name_buyer(*, tenant_id: UUID, dry_run: bool, as_json: bool, **said: Any) -> None:
    """To whom a tenant's invoices are written from now on."""
    with at_desk(dry_run=dry_run):
        parties.address(tenant_id, parties.Buyer(**said))
    tell([{"tenant": tenant_id}], as_json=as_json)


@plans.command("choose")
@click.argument("tenant_id", type=click.UUID)
@click.argument("code")
@click.option("--when", type=click.Choice([NOW, AT_RENEWAL]), default=AT_RENEWAL, show_default=True)
@click.option("--add-on", "add_ons", multiple=True, help="All of them; without it they stay.")
@click.option("--no-add-ons", is_flag=True)
@DRY_RUN
@AS_JSON
def choose_plan(
    *, tenant_id: UUID, code: str, when: str, add_ons: tuple[str, ...], no_add_ons: bool, dry_run: bool, as_json: bool
) -> None:  # fmt: skip
    """Give a tenant a plan; its add-ons and its pause stay. Prints the lines of the change."""
    with at_desk(dry_run=dry_run):
        has = books.account(tenant_id).terms_on(day_of(when, today()))
        wanted = frozenset(add_ons) if add_ons or no_add_ons else has.add_ons
        done = subscribing.choose(tenant_id, Terms(code, wanted, has.paused), when)
    rows = [
        {
            "reason": line.reason,
            "plan": line.plan,
            "quantity": line.quantity,
            "net": line.net,
            "vat": line.vat,
        }
        for line in (*done.lines, *done.next_fees)
    ]
    tell(rows, as_json=as_json)


@plans.command("withdraw")
@click.argument("tenant_id", type=click.UUID)
@DRY_RUN
@AS_JSON
def withdraw_change(*, tenant_id: UUID, dry_run: bool, as_json: bool) -> None:
    """Take back the change of plan that waits for its day."""
    with at_desk(dry_run=dry_run):
        subscribing.withdraw(tenant_id)
    tell([{"tenant": tenant_id}], as_json=as_json)
