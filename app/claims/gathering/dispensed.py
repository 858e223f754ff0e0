"""What the lines of a pharmacy's claims hand out. The pharmacy stands above and says it here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.claims.models import Claim
from app.claims.surroundings import DispenseFacts, PrescriptionFacts, SupplyFacts
from app.claims.values import PHARMACY, LineFacts


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What one claim hands out, by the sequence of its line, and what the patient still has from earlier."""

    lines: Mapping[int, DispenseFacts] = field(default_factory=dict)
    supplies: tuple[SupplyFacts, ...] = ()


Source = Callable[[Sequence[Claim]], Mapping[UUID, Handed]]

_sources: dict[str, Source] = {}


def say(name: str, source: Source) -> None:
    """Be asked what pharmacies' claims hand out; claims that the source does not know it leaves out."""
    _sources[name] = source


class Dispensed:
    """What is handed out by those of the claims that are a pharmacy's."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._found: dict[UUID, Handed] = {}
        pharmacies = [claim for claim in claims if claim.kind == PHARMACY]
        for source in _sources.values() if pharmacies else ():
            self._found.update(source(pharmacies))

    def marked(self, claim: Claim, lines: tuple[LineFacts, ...]) -> tuple[LineFacts, ...]:
        """The lines, each with what it hands out; of a claim that was typed in, what stands on it."""
        if claim.kind != PHARMACY:
            return lines
        told = self._found.get(claim.id, Handed()).lines
        typed = {line.sequence: line.days_supply for line in claim.lines}
        on = PrescriptionFacts(reference=claim.prescription_reference or "")
        return tuple(
            replace(
                line,
                dispense=told.get(line.sequence)
                or DispenseFacts(prescription=on, days_supply=typed[line.sequence]),
            )
            for line in lines
        )

    def supplies(self, claim: Claim) -> tuple[SupplyFacts, ...]:
        """What the patient still has from earlier."""
        return self._found.get(claim.id, Handed()).supplies
