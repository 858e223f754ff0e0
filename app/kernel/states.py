"""A lifecycle as one table (from, event, to), and the only two writers of a status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.kernel.errors import DomainError
from app.kernel.words import N_

CORRECTION = "corrected_"

# machine, record, from, event, to, by, at
Trail = Callable[["StateMachine", object, str, str, str, object, datetime], None]


class NotPossible(DomainError):
    """The table has no such step from this status."""

    sentence = N_("This cannot be done now: the record has moved on. Reload the page.")

    def __init__(self, machine: str, state: str, event: str) -> None:
        super().__init__(machine=machine, state=state, event=event)
        self.machine, self.state, self.event = machine, state, event


@dataclass(frozen=True, kw_only=True)
class Status:
    """One status: our word, the people's word, its colour, and two sentences (English msgids)."""

    inner: str
    outer: str
    tone: str
    happens_next: str
    you_can: str


def by_name(*statuses: Status) -> dict[str, Status]:
    """The statuses of a machine by our word for each, in this order."""
    return {status.inner: status for status in statuses}


@dataclass(frozen=True)
class StateMachine:
    """One axis of a record's life. Events are past participles; `corrected_…` is its own door."""

    name: str
    transitions: Mapping[tuple[str, str], str]
    initial: str
    final: frozenset[str] = frozenset()

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status, the initial one first, then as the table names them."""
        named = [state for (start, _), end in self.transitions.items() for state in (start, end)]
        return tuple(dict.fromkeys([self.initial, *named]))

    @property
    def events(self) -> tuple[str, ...]:
        """Every event, as the table names them."""
        return tuple(dict.fromkeys(event for _, event in self.transitions))

    def next(self, state: str, event: str) -> str:
        """Where the event leads; raises NotPossible."""
        try:
            return self.transitions[state, event]
        except KeyError:
            raise NotPossible(self.name, state, event) from None

    def available(self, state: str) -> tuple[str, ...]:
        """The ordinary events of a status, as the buttons need them; corrections are not among them."""
        return tuple(event for event in self._from(state) if not event.startswith(CORRECTION))

    def corrections(self, state: str) -> tuple[str, ...]:
        """The corrections a status allows."""
        return tuple(event for event in self._from(state) if event.startswith(CORRECTION))

    def reachable(self) -> frozenset[str]:
        """The statuses that some chain of events leads to from the initial one."""
        seen, waiting = {self.initial}, [self.initial]
        while waiting:
            state = waiting.pop()
            found = {self.transitions[state, event] for event in self._from(state)} - seen
            seen |= found
            waiting += found
        return frozenset(seen)

    def move(
        self, record: object, event: str, *, by: object, at: datetime, trail: Trail,
        attribute: str = "status",
    ) -> str:  # fmt: skip
        """Let an ordinary event happen to the record; returns the new status. Raises NotPossible."""
        if event.startswith(CORRECTION):
            raise NotPossible(self.name, getattr(record, attribute), event)
        after = self.next(getattr(record, attribute), event)
        return self._write(record, event, after, by=by, at=at, trail=trail, attribute=attribute)

    def correct(
        self, record: object, event: str, *, by: object, at: datetime, trail: Trail,
        attribute: str = "status",
    ) -> str:  # fmt: skip
        """Put right a status that was wrong; only `corrected_…` events pass. Raises NotPossible."""
        if not event.startswith(CORRECTION):
            raise NotPossible(self.name, getattr(record, attribute), event)
        after = self.next(getattr(record, attribute), event)
        return self._write(record, event, after, by=by, at=at, trail=trail, attribute=attribute)

    def draw(self) -> str:
        """The table as a mermaid state diagram; corrections are marked with a star."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for (start, event), end in self.transitions.items():
            star = " *" if event.startswith(CORRECTION) else ""
            lines.append(f"    {start} --> {end}: {event}{star}")
        lines += [f"    {state} --> [*]" for state in sorted(self.final)]
        return "\n".join(lines) + "\n"

    def _from(self, state: str) -> tuple[str, ...]:
        return tuple(event for start, event in self.transitions if start == state)

    def _write(
        self, record: object, event: str, after: str, *, by: object, at: datetime, trail: Trail,
        attribute: str,
    ) -> str:  # fmt: skip
        before = getattr(record, attribute)
        setattr(record, attribute, after)
        trail(self, record, before, event, after, by, at)
        return after
