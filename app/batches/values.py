"""Plain values of batches: what the check before sending found, and what is confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.batches import rules
from app.claims.values import STOPPING, Finding
from app.kernel.errors import DomainError
from app.kernel.money import ZERO, total
from app.kernel.words import N_

UNFINISHED = "unfinished"
FINISH = N_("Finish the entry")
# What sending would refuse beyond the checker, by the name of the refusal -> what is to be done.
REPAIRS = {
    "TakenByOther": N_("Wait for who works on it"),
    "ApprovalNotUsable": N_("Choose another approval"),
    "NoUnitsLeft": N_("Lower the quantity or extend the approval"),
    "EvidenceMissing": N_("Attach the evidence"),
    "CommentMissing": N_("Write the comment"),
    "LinesChanged": N_("Begin the dispute again"),
    "WindowOver": N_("Say why it comes late"),
    "SupplyReversed": N_("Discard the draft"),
}
OTHER_REPAIR = N_("Look at the claim")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A draft the filter found; amounts in OMR."""

    claim_id: UUID
    number: str
    version: int
    payer_id: UUID
    service_date: date
    net: Decimal
    payer_share: Decimal
    is_warned: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Claims that one repair mends: same edit, same fix, same severity.

    `example` is a finding of the checker, `refusal` what sending itself would refuse; unfinished ones have neither.
    `fields` says for each claim which part of it the first finding is about.
    """

    code: str
    fix: str
    severity: str
    example: Finding | None
    claims: tuple[Candidate, ...]
    fields: dict[UUID, str] = field(default_factory=dict)
    refusal: DomainError | None = None

    @property
    def key(self) -> str:
        """The name of the group in a form."""
        return f"{self.severity}:{self.code}:{self.fix}"

    @property
    def at_stake(self) -> Decimal:
        """What its claims ask of the insurers together."""
        return total(one.payer_share for one in self.claims)

    @property
    def digest(self) -> str:
        """Changes with any of its claims."""
        return rules.digest((one.claim_id, one.version) for one in self.claims)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """So many claims and what they come to, in OMR."""

    count: int = 0
    net: Decimal = ZERO
    payer_share: Decimal = ZERO
    # Changes with any of the claims.
    digest: str = ""

    @classmethod
    def of(cls, claims: Iterable[Candidate]) -> Sum:
        """The claims added up."""
        found = list(claims)
        return cls(
            count=len(found),
            net=total(one.net for one in found),
            payer_share=total(one.payer_share for one in found),
            digest=rules.digest((one.claim_id, one.version) for one in found),
        )


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """What the check found: `ready` may be sent, `groups` hold what needs a fix first or carries a warning."""

    ready: tuple[Candidate, ...]
    groups: tuple[Group, ...]
    elsewhere: tuple[Candidate, ...] = ()

    @property
    def to_fix(self) -> tuple[Group, ...]:
        """The groups that keep their claims back, the dearest first."""
        return tuple(group for group in self.groups if group.severity in STOPPING)

    @property
    def warnings(self) -> tuple[Group, ...]:
        """The groups that do not."""
        return tuple(group for group in self.groups if group.severity not in STOPPING)

    @property
    def blocked(self) -> Sum:
        """Each claim that needs a fix, counted once."""
        return Sum.of({one.claim_id: one for group in self.to_fix for one in group.claims}.values())

    def chosen(self, *, with_warnings: bool) -> tuple[Candidate, ...]:
        """What a batch would send."""
        return tuple(one for one in self.ready if with_warnings or not one.is_warned)

    def by_payer(self, *, with_warnings: bool) -> dict[UUID, Sum]:
        """The same, added up for each payer."""
        found: dict[UUID, list[Candidate]] = {}
        for one in self.chosen(with_warnings=with_warnings):
            found.setdefault(one.payer_id, []).append(one)
        return {payer_id: Sum.of(claims) for payer_id, claims in found.items()}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a person confirmed: so many claims, for so much asked of the insurers in OMR, and which by their digest."""

    count: int
    payer_share: Decimal
    digest: str
    with_warnings: bool

    @classmethod
    def of(cls, figures: Sum, *, with_warnings: bool) -> Expected:
        """These figures, confirmed."""
        return cls(
            count=figures.count, payer_share=figures.payer_share, digest=figures.digest, with_warnings=with_warnings
        )  # fmt: skip
