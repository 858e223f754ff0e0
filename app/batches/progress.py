"""How a batch gets on: what its page, its papers and its report all count from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from app.batches import queries, rules
from app.batches.models import Batch
from app.batches.queries import Tally
from app.batches.states import OPEN
from app.exchange import queries as exchange
from app.exchange.messages import CLAIMS
from app.kernel.money import ZERO


@dataclass
class Line:
    """A payer's claims by stage, or all of them; amounts in OMR."""

    stages: dict[str, int] = field(default_factory=dict)
    count: int = 0
    net: Decimal = ZERO
    payer_share: Decimal = ZERO
    approved: Decimal = ZERO

    def add(self, tally: Tally) -> None:
        self.stages[tally.stage] = self.stages.get(tally.stage, 0) + tally.count
        self.count += tally.count
        self.net += tally.net
        self.payer_share += tally.payer_share
        self.approved += tally.approved

    def at(self, stages: Iterable[str]) -> int:
        """How many stand at any of these stages."""
        return sum(self.stages.get(one, 0) for one in stages)


@dataclass(frozen=True)
class Progress:
    """The whole batch now. `pace` is claims a minute, `minutes` None while nobody can tell."""

    whole: Line
    payers: dict[UUID, Line]
    unreachable: frozenset[UUID]
    parts: int
    parts_gone: int
    pace: int
    minutes: int | None
    moves: bool

    @property
    def unsent(self) -> int:
        return self.whole.at(rules.UNSENT)

    @property
    def settled(self) -> int:
        """What has left, or will not leave with this batch."""
        return self.whole.count - self.unsent

    @property
    def gone(self) -> int:
        """What has left this house with the batch."""
        return self.whole.at(rules.GONE)

    @property
    def to_fix(self) -> int:
        return self.whole.at(rules.NEEDS_FIX)

    @property
    def shown(self) -> list[str]:
        """The stages at which some claim stands, in the order of their life."""
        return [one for one in rules.STAGES if self.whole.stages.get(one)]


def progress(batch: Batch) -> Progress:
    """Count it anew from the claims themselves, so that it is right after any reload."""
    whole = Line()
    payers: dict[UUID, Line] = {}
    for tally in queries.tallies(batch.id):
        whole.add(tally)
        payers.setdefault(tally.payer_id, Line()).add(tally)
    unsent = whole.at(rules.UNSENT)
    pace = queries.pace(batch) if batch.status in OPEN else 0
    quiet = {lane.payer_id for lane in exchange.failing() if lane.stream == CLAIMS}
    return Progress(
        whole=whole,
        payers=payers,
        unreachable=frozenset(
            one for one, line in payers.items() if one in quiet and line.at(rules.UNSENT)
        ),
        parts=rules.parts(batch.count, batch.part_size),
        parts_gone=queries.parts_gone(batch.id),
        pace=pace,
        minutes=rules.minutes_left(unsent, pace),
        moves=batch.status in OPEN or whole.at(rules.UNDER_WAY) > 0,
    )
