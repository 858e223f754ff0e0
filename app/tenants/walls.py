"""The wall between tenants, checked on the running database itself: read from its catalogue, noted with the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, text

from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.models import WallCheck

KEPT_FOR = timedelta(days=30)
# Every table with a tenant in it, and what of its wall is missing.
TABLES = text("""
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
           EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid
                   AND pg_get_expr(p.polqual, p.polrelid) LIKE '%app.tenant%'
                   AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%app.tenant%') AS named,
           a.attnotnull AS filled
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
""")
# The roles the application works as may stand above no wall and own no table.
POWERS = text("""
    SELECT r.rolname AS name, r.rolsuper OR r.rolbypassrls AS above,
           EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid
                   AND c.relnamespace = 'public'::regnamespace) AS owns
    FROM pg_roles r WHERE r.rolname IN ('maqbul_app', 'maqbul_platform', 'maqbul_looker') ORDER BY r.rolname
""")
VIEWS = text("""
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false))
    ORDER BY relname
""")
# Code of what is missing; the page words it.
NOT_FORCED, NO_POLICY, MAY_BE_EMPTY = "not_forced", "no_policy", "may_be_empty"
ABOVE, OWNS, OVER_THE_WALL, NOTHING = "above", "owns", "over_the_wall", "nothing_found"


@dataclass(frozen=True)
class Finding:
    """What is missing, and of which table, view or role."""

    code: str
    name: str


def check() -> tuple[int, list[Finding]]:
    """How many tables were looked at, and what is wrong."""
    found: list[Finding] = []
    tables = db.session.execute(TABLES).all()
    for one in tables:
        wrong = {
            NOT_FORCED: not (one.enabled and one.forced),
            NO_POLICY: not one.named,
            MAY_BE_EMPTY: not one.filled,
        }
        found += [Finding(code, one.name) for code, holds in wrong.items() if holds]
    for role in db.session.execute(POWERS):
        wrong = {ABOVE: role.above, OWNS: role.owns}
        found += [Finding(code, role.name) for code, holds in wrong.items() if holds]
    found += [Finding(OVER_THE_WALL, one.name) for one in db.session.execute(VIEWS)]
    # A check that looks at nothing must not pass.
    return len(tables), found if tables else [Finding(NOTHING, "public")]


def note_check() -> WallCheck:
    """Check, and note result and time. Flushes, never commits."""
    tables, found = check()
    moment = now()
    db.session.execute(delete(WallCheck).where(WallCheck.at < moment - KEPT_FOR))
    one = WallCheck(at=moment, tables=tables, findings=[[each.code, each.name] for each in found])
    db.session.add(one)
    db.session.flush()
    return one


def check_and_note() -> None:
    """Every hour. Commits."""
    note_check()
    db.session.commit()


def latest() -> WallCheck | None:
    """The newest result."""
    query = select(WallCheck).order_by(WallCheck.at.desc(), WallCheck.id.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def since() -> datetime | None:
    """Since when, without a break, nothing was found; None where the newest check found something."""
    last_wrong = select(WallCheck.at).where(WallCheck.findings != []).order_by(WallCheck.at.desc())
    first_right = select(WallCheck.at).where(WallCheck.findings == []).order_by(WallCheck.at)
    wrong = db.session.scalars(last_wrong.limit(1)).one_or_none()
    if wrong is not None:
        first_right = first_right.where(WallCheck.at > wrong)
    return db.session.scalars(first_right.limit(1)).one_or_none()
