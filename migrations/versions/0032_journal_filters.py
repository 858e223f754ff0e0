"""Each filter of the journal and of the lists of money has its index, so that many rows cost what few do."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"

CARE = "kind <> 'poll'"
OPEN = f"{CARE} AND status <> 'answered'"
INDEXES = (
    (
        "ix_claims_waiting",
        "claims",
        "tenant_id, submitted_at, id",
        "status IN ('sent', 'accepted')",
    ),
    (
        "ix_disputes_urgent",
        "disputes",
        "tenant_id, window_until, at_stake DESC, id",
        "status = 'drafted'",
    ),
    (
        "ix_approvals_granted",
        "approvals",
        "tenant_id, valid_to, id",
        "status IN ('approved', 'partial')",
    ),
    ("ix_messages_recent", "messages", "tenant_id, position", CARE),
    ("ix_messages_kind", "messages", "tenant_id, kind, position", None),
    ("ix_messages_payer", "messages", "tenant_id, payer_id, position", CARE),
    ("ix_messages_status", "messages", "tenant_id, status, position", OPEN),
    (
        "ix_remittances_unbanked",
        "remittances",
        "tenant_id, received_at, id",
        "bank_line_id IS NULL",
    ),
    (
        "ix_underpayments_payer",
        "underpayments",
        "tenant_id, payer_id, status, difference, id",
        None,
    ),
)
# Laid anew in another shape.
LAID_ANEW = ("ix_messages_recent", "ix_claims_waiting")


def upgrade() -> None:
    for name in LAID_ANEW:
        op.execute(f"DROP INDEX {name}")
    for name, table, columns, where in INDEXES:
        only = f" WHERE {where}" if where else ""
        op.execute(f"CREATE INDEX {name} ON {table} ({columns}){only}")
