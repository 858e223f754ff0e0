"""The check of many drafts at once. Writes nothing, and holds no more than a step of claims at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.batches.errors import TooMany
from app.batches.models import BatchItem
from app.batches.rules import in_steps
from app.batches.states import WAITING
from app.batches.values import (
    FINISH,
    OTHER_REPAIR,
    REPAIRS,
    UNFINISHED,
    Candidate,
    Group,
    Preflight,
)
from app.claims import queries
from app.claims.checking import findings_of
from app.claims.leaving import Leaving
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.claims.states import DRAFT
from app.claims.values import BLOCK, SEVERITIES, STOPPING, WARN, Finding
from app.kernel.db import db
from app.kernel.errors import DomainError

Key = tuple[str, str, str]

STEP = 100
MOST_CLAIMS = 2000


def preflight(wanted: ClaimFilter) -> Preflight:
    """Every draft the filter finds, checked as single sending checks it. Raises TooMany."""
    ids = _ids(wanted)
    taken = _waiting_elsewhere(ids)
    ready: list[Candidate] = []
    elsewhere: list[Candidate] = []
    sorting, leaving = _Sorting(), Leaving()
    for claim, findings, refusal in _checked(ids, leaving):
        one = _candidate(claim, findings)
        if one.claim_id in taken:
            elsewhere.append(one)
        elif sorting.take(one, findings, refusal, is_finished=not claim.is_half_typed):
            ready.append(one)
    return Preflight(
        ready=tuple(_with_units(sorted(ready, key=_place), leaving, sorting)),
        groups=sorting.groups(),
        elsewhere=tuple(elsewhere),
    )


def _with_units(
    ready: Sequence[Candidate], leaving: Leaving, sorting: _Sorting
) -> Iterator[Candidate]:
    """Those of the batch, in its order, whose approvals still hold what they want by then."""
    short = leaving.short([one.claim_id for one in ready])
    for one in ready:
        if one.claim_id in short:
            sorting.refuse(one, short[one.claim_id])
        else:
            yield one


def _ids(wanted: ClaimFilter) -> list[UUID]:
    drafts = replace(wanted, statuses=(DRAFT,), adjudication=None)
    found = queries.first_ids(drafts, MOST_CLAIMS + 1)
    if len(found) > MOST_CLAIMS:
        raise TooMany(most=f"{MOST_CLAIMS:,}")
    return found


def _waiting_elsewhere(ids: Sequence[UUID]) -> set[UUID]:
    query = select(BatchItem.claim_id).where(
        BatchItem.status == WAITING, BatchItem.claim_id.in_(ids)
    )
    return set(db.session.scalars(query))


def _checked(
    ids: Sequence[UUID], leaving: Leaving
) -> Iterator[tuple[Claim, tuple[Finding, ...], DomainError | None]]:
    for step in in_steps(ids, STEP):
        claims = db.session.scalars(select(Claim).where(Claim.id.in_(step))).all()
        found, refused = findings_of(claims, ids), leaving.look(claims)
        yield from ((claim, found[claim.id], refused.get(claim.id)) for claim in claims)


def _candidate(claim: Claim, findings: tuple[Finding, ...]) -> Candidate:
    return Candidate(
        claim_id=claim.id,
        number=claim.number,
        version=claim.version,
        payer_id=claim.payer_id,
        service_date=claim.service_date,
        net=claim.net,
        payer_share=claim.payer_share,
        is_warned=any(finding.severity == WARN for finding in findings),
    )


def _place(one: Candidate) -> tuple[date, str]:
    """The order of a batch: by service date, for every payer alike."""
    return one.service_date, one.number


class _Sorting:
    """Claims gathered by the repair that mends them, what blocks apart from what only warns."""

    def __init__(self) -> None:
        self._examples: dict[Key, Finding | DomainError | None] = {}
        self._claims: dict[Key, dict[UUID, Candidate]] = {}
        self._fields: dict[Key, dict[UUID, str]] = {}

    def take(
        self, one: Candidate, findings: tuple[Finding, ...], refusal: DomainError | None, *, is_finished: bool
    ) -> bool:  # fmt: skip
        """Put the claim with each of its repairs; True when nothing keeps it back."""
        if refusal is not None:
            self.refuse(one, refusal)
        if not is_finished:
            self._put((BLOCK, UNFINISHED, FINISH), one, None)
            return False
        for finding in findings:
            if finding.severity in {*STOPPING, WARN}:
                self._put((finding.severity, finding.code, finding.fix), one, finding)
        sound = all(finding.severity not in STOPPING for finding in findings)
        return sound and refusal is None

    def refuse(self, one: Candidate, refusal: DomainError) -> None:
        """Sending itself would refuse this claim."""
        code = type(refusal).__name__
        self._put((BLOCK, code, REPAIRS.get(code, OTHER_REPAIR)), one, refusal)

    def _put(self, key: Key, one: Candidate, example: Finding | DomainError | None) -> None:
        self._examples.setdefault(key, example)
        self._claims.setdefault(key, {})[one.claim_id] = one
        about = example.field if isinstance(example, Finding) else ""
        self._fields.setdefault(key, {}).setdefault(one.claim_id, about)

    def groups(self) -> tuple[Group, ...]:
        """The groups, those that block first, then by what their claims are worth."""
        found = [
            Group(
                severity=key[0],
                code=key[1],
                fix=key[2],
                example=example if isinstance(example, Finding) else None,
                refusal=example if isinstance(example, DomainError) else None,
                claims=tuple(sorted(self._claims[key].values(), key=_place)),
                fields=self._fields[key],
            )
            for key, example in self._examples.items()
        ]
        return tuple(sorted(found, key=_urgency))


def _urgency(group: Group) -> tuple[int, Decimal, str]:
    return SEVERITIES.index(group.severity), -group.at_stake, group.code
