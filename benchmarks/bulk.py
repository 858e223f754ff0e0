"""Many rows from one: claims, people and their covers copied inside the database, without a round trip each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import psycopg

from benchmarks.clinics import Clinic

PEOPLE = """
WITH made AS (
    INSERT INTO patients
    SELECT r.* FROM patients proto CROSS JOIN generate_series(1, %(many)s::int) n,
    LATERAL jsonb_populate_record(proto, jsonb_build_object(
        'id', gen_random_uuid(), 'file_number', 'B' || lpad(n::text, 7, '0'),
        'name_en', 'Person ' || n, 'phone_sealed', NULL, 'phone_index', NULL)) r
    WHERE proto.tenant_id = %(tenant)s AND proto.id = %(person)s
    RETURNING tenant_id, id
)
INSERT INTO policies
SELECT r.* FROM made JOIN policies proto ON proto.tenant_id = made.tenant_id,
LATERAL jsonb_populate_record(proto, jsonb_build_object(
    'id', gen_random_uuid(), 'patient_id', made.id, 'member_number_sealed', NULL,
    'member_index', NULL)) r
WHERE proto.patient_id = %(person)s
"""
CLAIMS = """
WITH held AS (
    SELECT id, patient_id, payer_id, row_number() OVER (ORDER BY id) - 1 AS place
    FROM policies
    WHERE tenant_id = %(tenant)s AND (patient_id = ANY(%(people)s)) = %(by_them)s
),
wanted AS (
    SELECT n, n %% many AS place, n / many AS visit
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n, (SELECT count(*) AS many FROM held) h
)
INSERT INTO claims
SELECT r.* FROM wanted JOIN held USING (place)
JOIN claims proto ON proto.tenant_id = %(tenant)s AND proto.id = %(prototype)s,
LATERAL jsonb_populate_record(proto, jsonb_build_object(
    'id', gen_random_uuid(), 'number', 'B-2026-' || lpad(n::text, 7, '0'),
    'patient_id', held.patient_id, 'policy_id', held.id, 'payer_id', held.payer_id,
    'service_date', proto.service_date - (visit %% %(days)s)::int)
    || %(state)s::jsonb) r
"""
PARTS = """
INSERT INTO {table}
SELECT r.* FROM {table} proto JOIN claims c ON c.tenant_id = proto.tenant_id,
LATERAL jsonb_populate_record(proto, jsonb_build_object(
    'id', gen_random_uuid(), 'claim_id', c.id, 'service_date', c.service_date)) r
WHERE proto.tenant_id = %(tenant)s AND proto.claim_id = %(prototype)s
  AND c.number BETWEEN 'B-2026-' || lpad(%(first)s::int::text, 7, '0')
                   AND 'B-2026-' || lpad(%(last)s::int::text, 7, '0')
"""
DRAFTS = """
SELECT c.id, c.version FROM claims c
WHERE c.tenant_id = %(tenant)s AND c.status = 'draft' AND c.id <> %(prototype)s ORDER BY c.number
"""
JUDGED = (
    '{"status": "closed", "adjudication": "approved", "attempts": 1, "approved": 9.855,'
    ' "submitted_at": "2026-01-01T08:00:00Z", "judged_at": "2026-01-02T08:00:00Z"}'
)
DRAFT = "{}"
# Drafts stay within the days a contract allows, and there are never more of them than people and days:
# two alike would stop each other. History lies over two years.
DRAFT_DAYS, HISTORY_DAYS = 85, 700
FIRST_OF_HISTORY = 1_000_000


@dataclass(frozen=True)
class Draft:
    """A claim that waits to be sent."""

    claim_id: UUID
    version: int


def fill(address: str, clinic: Clinic, *, history: int, drafts: int) -> None:
    """Give a clinic judged claims of many people, and drafts of the people with documents."""
    with psycopg.connect(address, autocommit=True) as connection:
        # Rows copied from sound rows point where those pointed; looking again would take minutes.
        connection.execute("SET session_replication_role = replica")
        if history:
            many = {
                "tenant": clinic.tenant_id,
                "person": clinic.people[0],
                "many": _people(history),
            }
            connection.execute(PEOPLE, many)
            _copy_claims(connection, clinic, FIRST_OF_HISTORY, history, JUDGED)
        if drafts:
            assert drafts <= len(clinic.people) * DRAFT_DAYS
            _copy_claims(connection, clinic, 1, drafts, DRAFT)


def _people(history: int) -> int:
    """How many people a clinic with so many claims treats."""
    return max(history // 20, 10)


def _copy_claims(
    connection: psycopg.Connection, clinic: Clinic, first: int, many: int, state: str
) -> None:
    is_draft = state == DRAFT
    values = {
        "tenant": clinic.tenant_id,
        "prototype": clinic.prototype,
        "people": list(clinic.people),
        "by_them": is_draft,
        "first": first,
        "last": first + many - 1,
        "days": DRAFT_DAYS if is_draft else HISTORY_DAYS,
        "state": state,
    }
    connection.execute(CLAIMS, values)
    for table in ("claim_diagnoses", "claim_lines"):
        connection.execute(PARTS.format(table=table), values)


def tidy(address: str) -> None:
    """What autovacuum would have done by the time anybody works with so much data."""
    with psycopg.connect(address, autocommit=True) as connection:
        # Building may have taken longer than a screen stays unlocked.
        connection.execute("UPDATE sign_in_sessions SET last_seen_at = now()")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def drafts_of(address: str, clinic: Clinic) -> list[Draft]:
    """The clinic's drafts, one person after the other, then the day before: from the front no two are alike."""
    with psycopg.connect(address) as connection:
        names = {"tenant": clinic.tenant_id, "prototype": clinic.prototype}
        return [Draft(*row) for row in connection.execute(DRAFTS, names)]
