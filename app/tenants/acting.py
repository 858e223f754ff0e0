"""For whom the present work is done: which tenant, which person, and in which of its branches."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from app.audit import trail
from app.kernel.ids import PLATFORM


class NoTenantInScope(RuntimeError):
    """Tenant data was asked for outside any tenant."""


@dataclass(frozen=True)
class Scope:
    """For whom the present work is done; who only looks on writes nothing, whatever is asked."""

    tenant_id: UUID
    user_id: UUID | None = None
    looks_on: bool = False
    # In which branches the person works; None for all, as workers, commands and owners have it.
    branches: frozenset[UUID] | None = None

    def __post_init__(self) -> None:
        """An empty set would tell the database the same as all."""
        if self.branches is not None and not self.branches:
            raise ValueError("a scope of no branch")


_scope: ContextVar[Scope | None] = ContextVar("tenant_scope", default=None)


def current_scope() -> Scope | None:
    """The scope of the present work, or None."""
    return _scope.get()


trail.ask_who_acts(current_scope)


def current_tenant_id() -> UUID:
    """The tenant in scope; raises NoTenantInScope."""
    scope = _scope.get()
    if scope is None or scope.tenant_id == PLATFORM:
        raise NoTenantInScope("tenant data was asked for outside any tenant")
    return scope.tenant_id


def actor_id() -> UUID | None:
    """Who acts now: a person, or None for the house itself."""
    scope = _scope.get()
    return scope.user_id if scope else None


def current_branches() -> frozenset[UUID] | None:
    """The branches in which whoever acts works; None for all."""
    scope = _scope.get()
    return scope.branches if scope else None


def works_in(facility_id: UUID) -> bool:
    """Whether whoever acts works in this branch."""
    branches = current_branches()
    return branches is None or facility_id in branches
