"""flask worker: runs the jobs. flask exchange …: how the line to the insurers stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from app.exchange import queries, start
from app.exchange.connections import credentials, gateway
from app.exchange.errors import NoLine
from app.exchange.gateway import ExchangeError
from app.kernel import jobs
from app.reference.queries import all_payers
from app.tenants.queries import all_tenant_ids
from app.tenants.scope import in_tenant

exchange = AppGroup("exchange", help="How the line to the insurers stands.")
as_json = click.option("--json", "is_json", is_flag=True, help="For machines.")


@click.command("worker")
@click.option("--threads", envvar="MAQBUL_WORKER_THREADS", default=4, show_default=True)
@click.option("--until-idle", is_flag=True, help="Stop when no job is left.")
def worker(threads: int, *, until_idle: bool) -> None:
    """Run jobs until told to stop."""
    start.warm_up()
    house = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    jobs.run_worker(house, threads=threads, forever=not until_idle)


@exchange.command()
@as_json
def ping(*, is_json: bool) -> None:
    """Sign in at the exchange for each tenant; exit 1 where that fails."""
    found = _for_each_tenant(_sign_in)
    _say(found, is_json=is_json)
    raise SystemExit(any(row["problem"] for row in found))


@exchange.command()
@as_json
def lanes(*, is_json: bool) -> None:
    """How each tenant's lanes fare."""
    _say(_for_each_tenant(_lanes), is_json=is_json)


@exchange.command()
@as_json
def parked(*, is_json: bool) -> None:
    """How many messages wait for a person, by tenant."""
    _say(_for_each_tenant(_waiting_for_a_person), is_json=is_json)


def _for_each_tenant(work: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    found = []
    for tenant_id in all_tenant_ids():
        found += [{"tenant": str(tenant_id), **row} for row in _inside(tenant_id, work)]
    return found


def _inside(tenant_id: UUID, work: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    with in_tenant(tenant_id):
        return work()


def _sign_in() -> list[dict[str, Any]]:
    try:
        line = gateway()
        seconds = line.ping(credentials(practice=not line.is_live))
    except NoLine:
        return [{"seconds": None, "problem": "no line"}]
    except ExchangeError as problem:
        return [{"seconds": None, "problem": problem.code or problem.kind}]
    return [{"seconds": round(seconds, 3), "problem": None}]


def _lanes() -> list[dict[str, Any]]:
    payers = all_payers()
    return [
        {
            "payer": payers[lane.payer_id].licence if lane.payer_id else None,
            "stream": lane.stream,
            "condition": lane.condition,
            "failing_since": lane.failing_since.isoformat() if lane.failing_since else None,
            "problem": lane.problem,
            "waiting": lane.waiting,
            "oldest_at": lane.oldest_at.isoformat() if lane.oldest_at else None,
        }
        for lane in queries.lane_states()
    ]


def _waiting_for_a_person() -> list[dict[str, Any]]:
    return [{"parked": queries.parked_count(), "held": queries.held_count()}]


def _say(rows: list[dict[str, Any]], *, is_json: bool) -> None:
    if is_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo("  ".join(f"{name}={value}" for name, value in row.items()))
