"""The first wall: one tenant, one session.

Tenant tables carry `TenantOwned`. The session adds the tenant to every query, refuses to
run one without a tenant in scope, and tells PostgreSQL who asks, so that the second wall
(row-level security) holds even where this one is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from flask import g, has_request_context
from sqlalchemy import (
    Executable,
    ForeignKey,
    ForeignKeyConstraint,
    Select,
    bindparam,
    event,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    with_loader_criteria,
)

from app.kernel.db import db, kept, on_platform
from app.kernel.errors import NotFound
from app.kernel.ids import PLATFORM, new_id
from app.tenants.acting import (
    NoTenantInScope,
    Scope,
    _scope,
    actor_id,
    current_branches,
    current_scope,
    current_tenant_id,
    works_in,
)
from app.tenants.reach import IN_SCOPE, across_branches, is_of_branch, narrows, within_branches

__all__ = [
    "NoTenantInScope", "Scope", "TenantChanged", "TenantOwned", "across_branches", "actor_id", "as_platform",
    "current_branches", "current_scope", "current_tenant_id", "enter", "enter_platform", "find", "for_the_house", "in_tenant",
    "tenant_key", "watch_sessions", "works_in",
]  # fmt: skip


class TenantChanged(RuntimeError):
    """A session that serves one tenant was asked to serve another."""


def enter(scope: Scope) -> Callable[[], None]:
    """Put a scope in force; call what is returned to leave it."""
    if _scope.get() not in (None, scope):
        raise TenantChanged("one session serves one tenant")
    db.session.remove()
    token = _scope.set(scope)

    def leave() -> None:
        db.session.remove()
        _scope.reset(token)

    return leave


@contextmanager
def in_tenant(tenant_id: UUID, user_id: UUID | None = None) -> Iterator[None]:
    """Work for one tenant, as jobs and commands do. The caller commits."""
    leave = enter(_scope_of(tenant_id, user_id))
    try:
        yield
    finally:
        leave()


def _scope_of(tenant_id: UUID, user_id: UUID | None) -> Scope:
    """Who is in scope already stays so, with the branches they work in."""
    held = _scope.get()
    is_same = held is not None and (held.tenant_id, held.user_id) == (tenant_id, user_id)
    return held if held and is_same else Scope(tenant_id, user_id)


def enter_platform(person_id: UUID | None = None) -> Callable[[], None]:
    """Work for the operator, as the operator's role in the database; call what is returned to leave it.

    No tenant is in scope: tenants' rows are refused by the session, and by the database.
    """
    leave_scope = enter(Scope(PLATFORM, person_id))
    on_platform.set(True)

    def leave() -> None:
        leave_scope()
        on_platform.set(False)

    return leave


@contextmanager
def as_platform(person_id: UUID | None = None) -> Iterator[None]:
    """Work for the operator, as commands do. The caller commits."""
    leave = enter_platform(person_id)
    try:
        yield
    finally:
        leave()


class TenantOwned:
    """A row of one tenant: its key begins with the tenant, and so does every key that points at it."""

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id"), primary_key=True, sort_order=-2
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


@event.listens_for(TenantOwned, "init", propagate=True)
def _belong(target: TenantOwned, _args: Any, kwargs: dict[str, Any]) -> None:
    kwargs.setdefault("tenant_id", current_tenant_id())
    if kwargs["tenant_id"] != current_tenant_id():
        raise TenantChanged(type(target).__name__)
    kwargs.setdefault("id", new_id())


def tenant_key(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot cross tenants: (tenant_id, column) -> table (tenant_id, id)."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete
    )


Owned = TypeVar("Owned", bound=TenantOwned)


def find(kind: type[Owned], identity: UUID, *, for_update: bool = False) -> Owned:
    """The row of this tenant; raises NotFound, the same for missing and foreign rows.

    So are rows of a branch in which whoever asks does not work. For an update it is locked, and read as it is once
    the lock is had.
    """
    if for_update:
        row = _locked(kind, identity)
    elif narrows() and is_of_branch(kind):
        # The session may hold the row already, read across branches: asked anew, it is told apart.
        query = _one(kind)  # type: ignore[arg-type] # mypy does not see that a class is hashable
        row = db.session.scalars(query, _asked(identity)).one_or_none()
    else:
        row = db.session.get(kind, (current_tenant_id(), identity))
    if row is None:
        raise NotFound
    return kept(row)


def _locked(kind: type[Owned], identity: UUID) -> Owned | None:
    """Whoever had the lock before may have changed the row since this session read it.

    `Session.get` would go on with the old values, or refuse a row that counts its versions as stale.
    """
    query = _locking(kind)  # type: ignore[arg-type] # mypy does not see that a class is hashable
    return db.session.scalars(query, _asked(identity)).one_or_none()


def _asked(identity: UUID) -> dict[str, UUID]:
    return {"tenant": current_tenant_id(), "identity": identity}


@cache
def _one(kind: type[TenantOwned]) -> Select[Any]:
    one = kind.tenant_id == bindparam("tenant"), kind.id == bindparam("identity")
    return select(kind).where(*one)


@cache
def _locking(kind: type[TenantOwned]) -> Select[Any]:
    one = kind.tenant_id == bindparam("tenant"), kind.id == bindparam("identity")
    return select(kind).where(*one).with_for_update().execution_options(populate_existing=True)


SAY_WHO_ASKS = text(
    "SELECT set_config('app.tenant', :tenant, true), set_config('app.user', :user, true), "
    "set_config('app.branches', :branches, true), "
    "set_config('transaction_read_only', :read_only, true)"
)


NAME_BRANCHES = text("SELECT set_config('app.branches', :branches, true)")


@contextmanager
def for_the_house() -> Iterator[None]:
    """Read and write in every branch, although a person of some of them asks.

    For what one person sets off and is the house's own: an insurer's payment covers the claims of all branches, and is
    posted whole or not at all. Nothing that a person chose by its number may be written so.
    """
    if not narrows():
        yield
        return
    with across_branches():
        db.session.execute(NAME_BRANCHES, {"branches": ""})
        try:
            yield
            db.session.flush()
        finally:
            # A transaction that failed says it anew when the next one begins.
            with suppress(SQLAlchemyError):
                db.session.execute(NAME_BRANCHES, {"branches": _named(_scope.get())})


def _named(scope: Scope | None) -> str:
    return ",".join(map(str, sorted(scope.branches or ()))) if scope else ""


# Until the transaction ends: a role that has no right to write.
LOOK_ON = text("SELECT set_config('role', 'maqbul_looker', true)")


def watch_sessions() -> None:
    """Hang the wall into the session; called once by the factory."""
    for name, listener in (("do_orm_execute", _add_tenant), ("after_begin", _say_who_asks)):
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)


def _say_who_asks(
    session: Session, _transaction: SessionTransaction, connection: Connection
) -> None:
    scope = _scope.get()
    known = session.info.setdefault("scope", scope)
    if known != scope:
        raise TenantChanged("one session serves one tenant")
    looks_on = scope is not None and scope.looks_on
    read_only = looks_on or (has_request_context() and g.get("read_only", False))
    connection.execute(
        SAY_WHO_ASKS,
        {
            "tenant": str(scope.tenant_id) if scope else "",
            "user": str(scope.user_id) if scope and scope.user_id else "",
            "branches": _named(scope),
            "read_only": "on" if read_only else "off",
        },
    )
    if looks_on:
        connection.execute(LOOK_ON)


OF_TENANT = with_loader_criteria(
    TenantOwned, lambda kind: kind.tenant_id == IN_SCOPE, include_aliases=True
)
# What a module makes once is narrowed once, what a function builds is forgotten with it; None needs no tenant.
_Narrowed = WeakKeyDictionary[Executable, Executable | None]
_to_tenant: _Narrowed = WeakKeyDictionary()
_to_branches: _Narrowed = WeakKeyDictionary()


def _add_tenant(state: ORMExecuteState) -> None:
    asked = state.statement
    # What is reached from a row, or read anew of it, goes with the row.
    goes_along = state.is_relationship_load or state.is_column_load
    known = _to_branches if narrows() and not goes_along else _to_tenant
    if asked not in known:
        owned = any(issubclass(mapper.class_, TenantOwned) for mapper in state.all_mappers)
        of_tenant = asked.options(OF_TENANT) if owned else asked
        if known is _to_branches:
            known[asked] = within_branches(of_tenant)
        else:
            known[asked] = of_tenant if owned else None
    narrowed = known[asked]
    if narrowed is not None:
        current_tenant_id()  # Raises where nobody is in scope.
        state.statement = narrowed
