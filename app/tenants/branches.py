"""The verbs on branches."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from app.audit.trail import note
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.words import N_
from app.tenants import answering
from app.tenants.models import Facility, Tenant
from app.tenants.scope import current_tenant_id, find

# Beyond these FSA may ask for another kind of connection: a person looks at it, and the operator raises the number.
MOST_BRANCHES = 9


class TooManyBranches(DomainError):
    """With ten branches FSA decides whether another kind of connection is needed: a person looks at it."""

    sentence = N_(
        "You can open %(most)s branches yourself. More are looked at by a person: ask for them under the settings, then add the branch here."
    )


class FewerThanAllowed(DomainError):
    """A number that was allowed once is not taken back: branches may stand on it."""

    sentence = N_("This tenant may open %(most)s branches already. Enter a higher number.")
    field = "most"


class BranchLicenceTaken(DomainError):
    """Two branches cannot hold one licence."""

    sentence = N_("Another branch has this licence number. Check it.")
    field = "licence_number"


class BranchLicenceEndsFirst(DomainError):
    """The last day lies before the first."""

    sentence = N_("The licence ends before it begins. Correct one of the days.")
    field = "licence_to"


@dataclass(frozen=True, kw_only=True)
class BranchFacts:
    """What is known of a branch. Days are inclusive."""

    name_en: str
    name_ar: str
    licence_number: str
    licence_from: date | None
    licence_to: date | None


def add_branch(facts: BranchFacts) -> Facility:
    """Open a branch; raises TooManyBranches, BranchLicenceTaken, BranchLicenceEndsFirst."""
    # Two who add at once follow each other, so that both cannot be the last one allowed.
    most = db.session.scalars(
        select(Tenant.most_branches).where(Tenant.id == current_tenant_id()).with_for_update()
    ).one()
    if db.session.scalars(select(func.count(Facility.id))).one() >= most:
        raise TooManyBranches(most=most)
    _refuse_wrong_licence(facts, besides=None)
    added = Facility(**asdict(facts))
    db.session.add(added)
    db.session.flush()
    note("branch.added", "facility", added.id, licence_number=facts.licence_number)
    return added


def allow_branches(tenant_id: UUID, most: int, reason: str) -> None:
    """Let a tenant open so many branches itself, as the operator; answers it if it asked. Raises FewerThanAllowed, NotFound."""
    query = select(Tenant).where(Tenant.id == tenant_id).with_for_update()
    tenant = db.session.scalars(query).one_or_none()
    if tenant is None:
        raise NotFound
    if most < max(MOST_BRANCHES, tenant.most_branches):
        raise FewerThanAllowed(most=tenant.most_branches)
    note(
        "tenant.branches_allowed", "tenant", tenant_id, before=tenant.most_branches, most=most, reason=reason,
    )  # fmt: skip
    tenant.most_branches = most
    db.session.flush()
    answering.allowed(tenant_id, most)


def correct_branch(facility_id: UUID, facts: BranchFacts) -> Facility:
    """Put right what is known, or renew a licence; raises BranchLicenceTaken, BranchLicenceEndsFirst."""
    branch = find(Facility, facility_id)
    _refuse_wrong_licence(facts, besides=facility_id)
    changed = [name for name, value in asdict(facts).items() if getattr(branch, name) != value]
    for name in changed:
        setattr(branch, name, getattr(facts, name))
    if changed:
        note("branch.corrected", "facility", facility_id, fields=changed)
    db.session.flush()
    return branch


def _refuse_wrong_licence(facts: BranchFacts, *, besides: UUID | None) -> None:
    if facts.licence_from and facts.licence_to and facts.licence_to < facts.licence_from:
        raise BranchLicenceEndsFirst
    query = select(Facility).where(Facility.licence_number == facts.licence_number)
    other = db.session.scalars(query).one_or_none()
    if other is not None and other.id != besides:
        raise BranchLicenceTaken
