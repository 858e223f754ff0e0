"""Payers' words on claims sealed, every reason kept; following claims, closing, windows; disputes."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

from app.kernel.crypto import seal, unseal
from migrations.walls import protect

revision = "0016"
down_revision = "0015"

MONEY = sa.Numeric(precision=18, scale=3)


def upgrade() -> None:
    claims()
    reasons()
    windows()
    seal_words()
    disputes()
    dispute_lines()
    dispute_events()


def claims() -> None:
    """What a claim says of the one it follows, of its end, and of the last question about it."""
    for column in (
        sa.Column("disposition_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("problem_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("root_claim_id", sa.Uuid(), nullable=True),
        sa.Column("followed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("let_go", MONEY, nullable=True),
        sa.Column("status_asked_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("claims", column)
    for column in ("root_claim_id", "followed_by_id"):
        op.create_foreign_key(
            op.f(f"fk_claims_tenant_id_{column}_claims"), "claims", "claims",
            ["tenant_id", column], ["tenant_id", "id"],
        )  # fmt: skip
    op.create_index("ix_claims_related", "claims", ["tenant_id", "related_claim_id"])
    op.create_index("ix_claims_root", "claims", ["tenant_id", "root_claim_id"])
    op.create_index(
        "ix_claims_unanswered", "claims", ["tenant_id", "service_date", "id"],
        postgresql_where=sa.text(
            "status = 'adjudicated' AND adjudication IN ('partial', 'denied') AND followed_by_id IS NULL"
        ),
    )  # fmt: skip
    op.create_index(
        "ix_claims_waiting", "claims", ["tenant_id", "payer_id", "submitted_at", "id"],
        postgresql_where=sa.text("status IN ('sent', 'accepted')"),
    )  # fmt: skip


def reasons() -> None:
    """Every reason of a line, with the payer's own words sealed."""
    op.create_table(
        "claim_line_reasons",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"], ["claim_lines.tenant_id", "claim_lines.id"],
            name=op.f("fk_claim_line_reasons_tenant_id_line_id_claim_lines"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claim_line_reasons_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_line_reasons")),
        sa.UniqueConstraint(
            "tenant_id", "line_id", "position",
            name=op.f("uq_claim_line_reasons_tenant_id_line_id_position"),
        ),
    )  # fmt: skip
    op.create_index("ix_claim_line_reasons_code", "claim_line_reasons", ["tenant_id", "code"])
    protect("claim_line_reasons")


def windows() -> None:
    """A payer's windows stand in the dated contract: to complain, and until it should have answered."""
    op.add_column("contracts", sa.Column("complaint_days", sa.Integer(), nullable=True))
    op.add_column("contracts", sa.Column("answer_days", sa.Integer(), nullable=True))


def seal_words() -> None:
    """What stood open until now, under each tenant's own key; words whose key is gone are gone with it."""
    bind = op.get_bind()
    for tenant_id in list(bind.scalars(sa.text("SELECT id FROM tenants"))):
        bind.execute(
            sa.text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant_id)}
        )
        for table, column in (("claims", "disposition"), ("claims", "problem_text")):
            _seal_column(bind, tenant_id, table, column)
        _move_reasons(bind, tenant_id)
    bind.execute(sa.text("SELECT set_config('app.tenant', '', true)"))
    op.drop_column("claims", "disposition")
    op.drop_column("claims", "problem_text")
    op.drop_column("claim_lines", "reason_text")


def _seal_column(bind: sa.Connection, tenant_id: UUID, table: str, column: str) -> None:
    rows = sa.table(table, sa.column("id"), sa.column(column), sa.column(f"{column}_sealed"))
    open_words = sa.select(rows.c.id, rows.c[column]).where(rows.c[column].is_not(None))
    for identity, words in list(bind.execute(open_words)):
        place = f"{tenant_id}/{table}/{column}_sealed/{identity}"
        sealed = _sealed(bind, tenant_id, words, place)
        bind.execute(
            sa.update(rows).where(rows.c.id == identity).values({f"{column}_sealed": sealed})
        )


def _move_reasons(bind: sa.Connection, tenant_id: UUID) -> None:
    lines = sa.table(
        "claim_lines", sa.column("id"), sa.column("reason_code"), sa.column("reason_text")
    )
    kept = sa.table(
        "claim_line_reasons", *map(sa.column, ("tenant_id", "id", "line_id", "position", "code", "text_sealed"))
    )  # fmt: skip
    query = sa.select(lines.c.id, lines.c.reason_code, lines.c.reason_text)
    for line_id, code, words in list(bind.execute(query.where(lines.c.reason_code.is_not(None)))):
        identity = uuid4()
        place = f"{tenant_id}/claim_line_reasons/text_sealed/{identity}"
        values = {
            "tenant_id": tenant_id, "id": identity, "line_id": line_id, "position": 0, "code": code,
            "text_sealed": _sealed(bind, tenant_id, words, place) if words else None,
        }  # fmt: skip
        bind.execute(sa.insert(kept).values(values))


def _sealed(bind: sa.Connection, tenant_id: UUID, words: str, place: str) -> bytes | None:
    """As app.tenants.keys seals one cell; None where the tenant's keys were destroyed."""
    for version, wrapped in _keys(bind):
        master = current_app.config["MASTER_KEY"]
        key = unseal(master, wrapped, place=f"tenant-key/{tenant_id}/data")
        return version.to_bytes(2, "big") + seal(key, words.encode(), place=f"{place}/{version}")
    return None


def _keys(bind: sa.Connection) -> Iterator[tuple[int, bytes]]:
    query = "SELECT version, wrapped_data_key FROM tenant_keys WHERE wrapped_data_key IS NOT NULL ORDER BY version DESC"
    for version, wrapped in bind.execute(sa.text(query)):
        yield version, bytes(wrapped)


def disputes() -> None:
    """One attempt to win back what a payer did not approve; at most one open in a chain of claims."""
    op.create_table(
        "disputes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("root_claim_id", sa.Uuid(), nullable=False),
        sa.Column("following_claim_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at_stake", MONEY, nullable=False),
        sa.Column("recovered", MONEY, nullable=True),
        sa.Column("late_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("window_until", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('correction', 'complaint')", name=op.f("ck_disputes_kind")),
        sa.CheckConstraint(
            "status IN ('drafted', 'sent', 'abandoned', 'accepted', 'won', 'partly_won', 'lost')",
            name=op.f("ck_disputes_status"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column], ["claims.tenant_id", "claims.id"],
                name=op.f(f"fk_disputes_tenant_id_{column}_claims"),
            )
            for column in ("claim_id", "root_claim_id", "following_claim_id")
        ),
        sa.ForeignKeyConstraint(["payer_id"], ["payers.id"], name=op.f("fk_disputes_payer_id_payers")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_disputes_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disputes")),
        sa.UniqueConstraint(
            "tenant_id", "following_claim_id", name=op.f("uq_disputes_tenant_id_following_claim_id")
        ),
    )  # fmt: skip
    op.create_index(
        "uq_disputes_open", "disputes", ["tenant_id", "root_claim_id"], unique=True,
        postgresql_where=sa.text("status IN ('drafted', 'sent', 'accepted')"),
    )  # fmt: skip
    op.create_index("ix_disputes_root", "disputes", ["tenant_id", "root_claim_id", "opened_at"])
    for name, columns in (
        ("recent", ["opened_at"]),
        ("status", ["status", "opened_at"]),
        ("kind", ["kind", "opened_at"]),
        ("payer", ["payer_id", "opened_at"]),
    ):
        op.create_index(f"ix_disputes_{name}", "disputes", ["tenant_id", *columns, "id"])
    protect("disputes")


def dispute_lines() -> None:
    """The lines in dispute: what was at stake, why, and what came of it."""
    op.create_table(
        "dispute_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("before", MONEY, nullable=False),
        sa.Column("at_stake", MONEY, nullable=False),
        sa.Column("recovered", MONEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispute_id"], ["disputes.tenant_id", "disputes.id"],
            name=op.f("fk_dispute_lines_tenant_id_dispute_id_disputes"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"], ["claim_lines.tenant_id", "claim_lines.id"],
            name=op.f("fk_dispute_lines_tenant_id_line_id_claim_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispute_lines_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispute_lines")),
        sa.UniqueConstraint(
            "tenant_id", "dispute_id", "line_id", name=op.f("uq_dispute_lines_tenant_id_dispute_id_line_id")
        ),
    )  # fmt: skip
    op.create_index("ix_dispute_lines_reason", "dispute_lines", ["tenant_id", "reason_code"])
    protect("dispute_lines")


def dispute_events() -> None:
    """The timeline of a dispute."""
    op.create_table(
        "dispute_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispute_id"], ["disputes.tenant_id", "disputes.id"],
            name=op.f("fk_dispute_events_tenant_id_dispute_id_disputes"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispute_events_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispute_events")),
    )  # fmt: skip
    op.create_index(
        "ix_dispute_events_dispute", "dispute_events", ["tenant_id", "dispute_id", "position"]
    )
    protect("dispute_events")
