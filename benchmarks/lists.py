"""Figure 2b: every other list of the claims house at very many rows, plain and by each filter, beside few rows."""

from __future__ import annotations

from statistics import median
from uuid import UUID

import psycopg

from benchmarks import load
from benchmarks.clinics import Clinic
from benchmarks.estate import Estate, Size
from benchmarks.listing import LONGEST, OK
from benchmarks.load import Request
from benchmarks.report import Figure

NO_SLOWER_THAN = 1.5
FEW_REQUESTS = 8
# The head of a table and the rows of a page.
ROW, FULL_PAGE = "<tr", 26
# A row of each list for every judged claim, spread over the days of the claims. What a list is narrowed to are so
# many rows among few as among many: the page is the same, and without its index it would look at every row.
NARROWED = 40
ROWS = {
    "approvals": """
INSERT INTO approvals (tenant_id, id, number, kind, priority, patient_id, policy_id, payer_id, facility_id,
    practitioner_id, service_from, service_to, emergency, status, net, attempts, created_at, version)
SELECT tenant_id, gen_random_uuid(), 'A-' || number, CASE WHEN n %% %(rare)s = 0 THEN 'oral' ELSE 'professional' END,
    'normal', patient_id, policy_id, payer_id, facility_id, practitioner_id, service_date, service_date, false,
    CASE WHEN n %% %(rare)s = 1 THEN 'cancelled' ELSE 'refused' END, net, 1, submitted_at - n * interval '7 minutes', 1
FROM judged""",
    "disputes": """
INSERT INTO disputes (tenant_id, id, claim_id, root_claim_id, following_claim_id, payer_id, kind, status, answers,
    at_stake, opened_at, version)
SELECT tenant_id, gen_random_uuid(), id, id, id, payer_id,
    CASE WHEN n %% %(rare)s = 0 THEN 'complaint' ELSE 'correction' END,
    CASE WHEN n %% %(rare)s = 1 THEN 'partly_won' ELSE 'lost' END, '{}', net,
    submitted_at - n * interval '7 minutes', 1
FROM judged""",
    "remittances": """
INSERT INTO remittances (tenant_id, id, origin, reference, payment_reference, amount, currency, method, status,
    payer_id, paid_on, received_at, bank_line_id)
SELECT tenant_id, gen_random_uuid(), 'file', 'R-' || number, 'R-' || number, net, 'OMR', 'transfer',
    CASE WHEN n %% %(rare)s = 1 THEN 'parked' ELSE 'posted' END, payer_id,
    CASE n %% %(rare)s WHEN 6 THEN date '2026-01-01' WHEN 7 THEN date '2025-01-05'
        ELSE date '2025-12-31' - (n %% 300)::int END,
    submitted_at - n * interval '7 minutes', CASE WHEN n %% %(rare)s = 0 THEN NULL ELSE gen_random_uuid() END
FROM judged""",
    "bank_lines": """
INSERT INTO bank_lines (tenant_id, id, statement_id, sequence, booked_on, amount, reference, words, status,
    candidates, answer)
SELECT tenant_id, gen_random_uuid(), id, 1, service_date, net, number, '',
    CASE WHEN n %% %(rare)s = 1 THEN 'open' ELSE 'matched' END, '[]', ''
FROM judged""",
    "underpayments": """
INSERT INTO underpayments (tenant_id, id, claim_id, line, payer_id, basis, expected, paid, difference, status,
    found_at, answer)
SELECT tenant_id, gen_random_uuid(), id, 1, payer_id, 'contract', net, net - 0.100, 0.100 + n * 0.001,
    CASE WHEN n %% %(rare)s = 1 THEN 'open' ELSE 'settled' END, submitted_at, ''
FROM judged""",
    "ledger_entries": """
INSERT INTO ledger_entries (tenant_id, id, claim_id, line, kind, amount, day, at, reason)
SELECT tenant_id, gen_random_uuid(), id, 1, 'paid', net, service_date, submitted_at, '' FROM judged""",
    "messages": """
INSERT INTO messages (tenant_id, id, lane_id, payer_id, kind, subject_kind, subject_id, status, bundle_id, header_id,
    focal_identifier, envelope_sealed, envelope_sha256, stamped_at, may_have_arrived, attempts, losses,
    next_attempt_at, queued_at, practice)
SELECT tenant_id, gen_random_uuid(), id, payer_id, CASE WHEN n %% %(rare)s = 0 THEN 'cancel' ELSE 'claim' END,
    'claim', id, CASE WHEN n %% %(rare)s = 1 THEN 'failed' ELSE 'answered' END, id::text, gen_random_uuid()::text,
    number, '', '', submitted_at, true, 1, 0, submitted_at, submitted_at,
    (SELECT practice_mode FROM tenants WHERE tenants.id = judged.tenant_id)
FROM judged""",
    "batches": """
INSERT INTO batches (tenant_id, id, number, status, filter_key, wanted, count, net, payer_share, kept_out, part_size,
    started_at, taken_back, touched_at)
SELECT tenant_id, gen_random_uuid(), 'B-' || number, 'done', number, '{}', 1, net, payer_share, '[]', 100,
    submitted_at - n * interval '7 minutes', 0, submitted_at
FROM judged""",
    "eligibility_checks": """
INSERT INTO eligibility_checks (tenant_id, id, patient_id, payer_id, policy_id, service_date, status, verdict,
    benefits, others, asked_at, answered_at)
SELECT tenant_id, gen_random_uuid(), patient_id, CASE n %% 3 WHEN 0 THEN %(payer)s ELSE payer_id END, policy_id,
    current_date - 20 - (n %% 40)::int, 'answered', 'covered', '[]',
    '[]', submitted_at - n * interval '7 minutes', submitted_at - n * interval '7 minutes'
FROM judged""",
}
JUDGED = """
WITH judged AS (
    SELECT c.*, row_number() OVER (ORDER BY id) AS n FROM claims c WHERE tenant_id = %(tenant)s AND status = 'closed'
)"""
# Claims that stand on the lists of answers: denied, rejected, and taken by an insurer that has been silent since.
STANDING = """
UPDATE claims c SET status = s.status, adjudication = s.adjudication, approved = s.approved
FROM judged j JOIN (VALUES (2, 'adjudicated', 'denied', 0), (3, 'rejected', 'none', NULL), (4, 'accepted', 'none', NULL))
    AS s (place, status, adjudication, approved) ON j.n %% %(rare)s = s.place
WHERE c.tenant_id = j.tenant_id AND c.id = j.id"""
# One insurer has as many of few claims as of many; it had none, and everything else of a claim follows it.
ONE_INSURER = """
UPDATE claims c SET payer_id = %(payer)s FROM judged j
WHERE c.tenant_id = j.tenant_id AND c.id = j.id AND j.n %% %(rare)s = 5"""
# What each list is opened as; {payer} is that insurer.
PAGES = {
    "claims": ("/claims/", "?decision=denied", "?payer={payer}", "?first=2026-01-01"),
    "approvals": ("/approvals/", "?status=cancelled", "?care=oral", "?payer={payer}"),
    "disputes": ("/disputes/", "?status=partly_won", "?way=complaint", "?payer={payer}"),
    "remittances": (
        "/payments/",
        "?status=parked",
        "?payer={payer}",
        "?first=2026-01-01",
        "?last=2025-01-05",
    ),
    "batches": ("/batches/",),
    "bank's credits": ("/payments/bank",),
    "remittances on no statement": ("/payments/?bank=missing",),
    "lines paid too low": (
        "/payments/underpaid",
        "?status=settled",
        "?status=settled&payer={payer}",
    ),
    "journal": ("/exchange/messages", "?status=failed", "?kind=cancel", "?payer={payer}"),
    "questions about cover": ("/eligibility/checks?day=2025-12-31", "&payer={payer}"),
    "what needs you": ("/",),
    "visits without a claim": ("/claims/habits/missing", "?payer={payer}"),
    "refused claims": ("/claims/denied",),
    "rejected claims": ("/claims/rejected",),
    "silent claims": ("/claims/silent",),
}


def fill(address: str, clinic: Clinic, history: int, payer: UUID) -> None:
    """A row of every list for each of so many judged claims of the clinic."""
    with psycopg.connect(address, autocommit=True) as connection:
        # Rows copied from sound rows point where those pointed; looking again would take minutes.
        connection.execute("SET session_replication_role = replica")
        values = {"tenant": clinic.tenant_id, "rare": history // NARROWED, "payer": payer}
        for statement in (ONE_INSURER, *ROWS.values(), STANDING):
            connection.execute(JUDGED + statement, values)


def measure(estate: Estate, port: int, size: Size) -> list[Figure]:
    """By turns each page of each list in the clinic of few rows and in the one of very many."""
    for place, history in enumerate((size.history, size.large_history)):
        fill(estate.address, estate.clinics[place], history, estate.payer_of(place))
    estate.tidy()
    words = f"{size.large_history:,} rows beside {size.history:,}"
    return [
        _figure(f"{name}{' ' + query.partition('=')[0] if query else ''}, {words}", estate, port, size, path + query)
        for name, (path, *narrowed) in PAGES.items()
        for query in ("", *narrowed)
    ]  # fmt: skip


def _figure(name: str, estate: Estate, port: int, size: Size, path: str) -> Figure:
    held = [load.ask(port, _request(estate, place, path), status=OK).count(ROW) for place in (0, 1)]
    if held[0] < FULL_PAGE or held[0] != held[1]:
        raise load.WrongAnswer(
            f"{path}: pages of {held[0]} and {held[1]} rows tell nothing beside each other"
        )
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(size.rounds + 1):
        for place in (0, 1):
            request = _request(estate, place, path)
            found = load.press(port, [request] * FEW_REQUESTS, seconds=LONGEST, status=OK)
            if number:  # The first round warms up.
                times[place].append(median(found.latencies) * 1000)
    few, many = (median(one) for one in times)
    return Figure(f"list of {name}", many, few, "ms", most=NO_SLOWER_THAN)


def _request(estate: Estate, place: int, path: str) -> Request:
    payer = estate.payer_of(place)
    return Request(
        "GET", path.format(payer=payer), cookie=f"maqbul={estate.signed_in[place].cookie}"
    )
