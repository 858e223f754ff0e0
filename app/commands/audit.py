"""flask audit …: is the trail whole?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

import click
from flask.cli import AppGroup

from app.access.signin import NOBODYS_CHAIN
from app.audit.verify import Anchor, Verdict, verify_chain
from app.kernel.db import PLATFORM_ENGINE, db
from app.kernel.ids import PLATFORM
from app.tenants.queries import all_tenant_ids
from app.tenants.scope import as_platform

group = AppGroup("audit", help="The audit trail.")


@group.command()
@click.option("--tenant", type=click.UUID, help="Only this tenant's chain.")
@click.option("--anchor", metavar="SEQ:HASH", help="An event as it was noted; needs --tenant.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per chain.")
def verify(tenant: UUID | None, anchor: str | None, *, as_json: bool) -> None:
    """Recompute every chain; exit code 1 names the first row that is wrong in each."""
    if anchor and tenant is None:
        raise click.UsageError("--anchor belongs to one chain: give --tenant too.")
    chains = [tenant] if tenant else [*all_tenant_ids(), NOBODYS_CHAIN]
    noted = _anchor(anchor)
    wrong = 0
    for verdict in [
        *(verify_chain(chain, anchor=noted) for chain in chains),
        *_of_the_desk(tenant),
    ]:
        wrong += not verdict.is_whole
        click.echo(json.dumps(_as_dict(verdict)) if as_json else _as_line(verdict))
    raise SystemExit(1 if wrong else 0)


def _of_the_desk(tenant: UUID | None) -> Iterator[Verdict]:
    """The operator's own chain, where this process may read it."""
    if tenant is None and PLATFORM_ENGINE in db.engines:
        with as_platform():
            yield verify_chain(PLATFORM)


def _anchor(text: str | None) -> Anchor | None:
    if not text:
        return None
    seq, _, noted = text.partition(":")
    if not seq.isdigit() or len(noted) != 64:
        raise click.BadParameter("write SEQ:HASH, as the verification prints them")
    return Anchor(int(seq), noted)


def _as_dict(verdict: Verdict) -> dict[str, object]:
    problem = verdict.problem
    return {
        "tenant": str(verdict.tenant_id),
        "whole": verdict.is_whole,
        "checked": verdict.checked,
        "head": {"seq": verdict.head_seq, "hash": verdict.head_hash},
        "problem": {"seq": problem.seq, "kind": problem.kind} if problem else None,
    }


def _as_line(verdict: Verdict) -> str:
    if verdict.problem:
        return f"{verdict.tenant_id}  WRONG at event {verdict.problem.seq}: {verdict.problem.words}"
    return f"{verdict.tenant_id}  whole, {verdict.checked} events, head {verdict.head_seq}:{verdict.head_hash}"
