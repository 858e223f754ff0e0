"""What the operator's desk sees of tenants' traffic: counts and times, no word and no person."""

from __future__ import annotations

from alembic import op

from migrations.walls import PLATFORM

revision = "0042"
down_revision = "0041"

# Table -> the only columns the operator's role reads, across all tenants.
SEEN = {
    "lanes": "tenant_id, id, payer_id, stream, failures, failing_since, open_until",
    "messages": "tenant_id, id, position, lane_id, payer_id, kind, subject_id, status, queued_at, sent_at, acked_at, answered_at",
    "connections": "tenant_id, active, last_poll_at, last_answer_at",
    "sign_in_sessions": "tenant_id, created_at, proven_at",
}


def upgrade() -> None:
    for table, columns in SEEN.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO {PLATFORM}")
        op.execute(f"CREATE POLICY of_the_desk ON {table} FOR SELECT TO {PLATFORM} USING (true)")
    op.create_index("ix_messages_traffic", "messages", ["payer_id", "queued_at"])
