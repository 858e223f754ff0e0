"""How far a person sees inside the own tenant: the rows of the branches in which they work.

Rows of a branch carry `BranchOwned`; what hangs on such a row and is listed by itself too says so by a mixin of its own
(`OfBranch`). The session adds the branches to whatever somebody asks who does not work in all of them
(`app.tenants.scope`); for everybody else nothing changes. Writing is held by the database (`migrations.walls.branched`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Delete,
    Executable,
    Select,
    Update,
    Uuid,
    all_,
    and_,
    any_,
    bindparam,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, with_loader_criteria
from sqlalchemy.util import immutabledict

from app.kernel.db import Base
from app.tenants.acting import current_branches, current_tenant_id

_across: ContextVar[bool] = ContextVar("across_branches", default=False)


def narrows() -> bool:
    """Whether the present reading keeps to some branches."""
    return current_branches() is not None and not _across.get()


@contextmanager
def across_branches() -> Iterator[None]:
    """Read the rows of every branch, whoever asks.

    For what protects patients and money whichever branch it happened in: a claim billed twice, a medicine handed out
    twice or too soon, an approval used up, numbers and payments that are matched. What is read so decides; it is not
    listed on a page, beyond the number by which the person can ask the other branch. Nothing can be written by it.
    """
    token = _across.set(True)
    try:
        yield
    finally:
        _across.reset(token)


def _branches() -> list[UUID]:
    return sorted(current_branches() or ())


# Read anew at every execution, so that a statement made once serves every tenant and everybody.
IN_SCOPE = bindparam("tenant_in_scope", callable_=current_tenant_id, type_=Uuid())
IN_BRANCHES = bindparam("branches_in_scope", callable_=_branches, type_=ARRAY(Uuid()))


# What papers, messages and questions are about, where that has a branch.
RECORDS = ("claims", "approvals", "dispenses")


class OfBranch:
    """A row that belongs to a branch, by itself or by what it hangs on."""

    # Its column that names the row it hangs on, and the table of that.
    hangs_on: ClassVar[tuple[str, str] | None] = None
    # Its column that may name a row of one of these tables.
    concerns: ClassVar[tuple[str, *tuple[str, ...]] | None] = None

    @classmethod
    def in_branches(cls) -> ColumnElement[bool]:
        """Whether the row is of a branch in which whoever asks works."""
        if cls.hangs_on is not None:
            column, table = cls.hangs_on
            return goes_with(getattr(cls, column), table)
        if cls.concerns is not None:
            column, *tables = cls.concerns
            return is_about(getattr(cls, column), *tables)
        return true()


def is_of_branch(kind: type) -> bool:
    """Whether rows of this kind belong to a branch."""
    return issubclass(kind, OfBranch)


class BranchOwned(OfBranch):
    """A row of one branch: the database lets nobody write it who works elsewhere."""

    facility_id: Mapped[UUID]

    @classmethod
    def in_branches(cls) -> ColumnElement[bool]:
        """Its own branch."""
        return cls.facility_id == any_(IN_BRANCHES)


OURS: immutabledict[str, Any] = immutabledict(
    {"compile_state_plugin": "orm", "plugin_subject": None}
)
OF_BRANCHES = with_loader_criteria(
    OfBranch,
    lambda kind: kind.in_branches(),
    include_aliases=True,
    # What is reached from a row goes with it: nothing that hangs on a row read across branches may go missing.
    propagate_to_loaders=False,
)


class UnionByItself(TypeError):
    """A union at the top of a statement names no kind of row, so it cannot be kept to branches: refused, never read whole."""


def within_branches(asked: Executable) -> Executable | None:
    """The statement kept to the branches of whoever asks; None where it asks for no rows, as plain SQL does not.

    A count of a part, or a question whether there is any, names no kind of row at its top: SQLAlchemy looks for
    criteria inside only when told that rows of ours stand there. Raises UnionByItself.
    """
    if isinstance(asked, CompoundSelect):
        raise UnionByItself("ask for the parts of a union one by one, or inside a select")
    if not isinstance(asked, (Select, Update, Delete)):
        return None
    kept: Any = asked.options(OF_BRANCHES)
    if isinstance(asked, Select) and not kept._propagate_attrs:  # noqa: SLF001 - has no public name
        kept._propagate_attrs = OURS  # noqa: SLF001
    return cast("Executable", kept)


def goes_with(column: Any, table: str) -> ColumnElement[bool]:
    """Whether the row that the column names is of a branch in which whoever asks works, or there is none."""
    parent = Base.metadata.tables[table].alias()
    within = select(literal(1)).where(
        parent.c.tenant_id == IN_SCOPE,
        parent.c.id == column,
        parent.c.facility_id == any_(IN_BRANCHES),
    )
    found = within.correlate_except(parent).exists()
    return or_(column.is_(None), found) if column.nullable else found


def is_about(column: Any, *tables: str) -> ColumnElement[bool]:
    """Whether the row that the column may name in one of these tables is of no other branch."""
    return and_(*(_of_no_other(column, one) for one in tables))


def some(table: str, column: str, value: Any, *, about: str) -> ColumnElement[bool]:
    """Whether a row of the table whose column has this value is about something of no other branch."""
    row = Base.metadata.tables[table].alias()
    found = select(literal(1)).where(
        row.c.tenant_id == IN_SCOPE, row.c[column] == value, is_about(row.c[about], *RECORDS)
    )
    return found.correlate_except(row).exists()


def elsewhere_through(
    table: str, column: str, value: Any, names: str, *parents: str
) -> ColumnElement[bool]:
    """Whether a row of the table whose column has this value names something of another branch."""
    row = Base.metadata.tables[table].alias()
    found = select(literal(1)).where(
        row.c.tenant_id == IN_SCOPE, row.c[column] == value, ~is_about(row.c[names], *parents)
    )
    return found.correlate_except(row).exists()


def any_of(table: str, column: str, value: Any) -> ColumnElement[bool]:
    """Whether there is a row of the table whose column has this value."""
    row = Base.metadata.tables[table].alias()
    found = select(literal(1)).where(row.c.tenant_id == IN_SCOPE, row.c[column] == value)
    return found.correlate_except(row).exists()


def _of_no_other(column: Any, table: str) -> ColumnElement[bool]:
    parent = Base.metadata.tables[table].alias()
    other = select(literal(1)).where(
        parent.c.tenant_id == IN_SCOPE,
        parent.c.id == column,
        parent.c.facility_id != all_(IN_BRANCHES),
    )
    return ~other.correlate_except(parent).exists()
