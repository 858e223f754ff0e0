"""What a draft still lacks before it may be sent: its own fields, and the papers the payer wants."""

from __future__ import annotations

from decimal import Decimal

from app.approvals import queries, rules, sentences
from app.approvals.models import Approval, ApprovalLine
from app.approvals.values import Need
from app.contracts.on_file import services_on_file
from app.documents.queries import documents_of
from app.eligibility.parties import member_number
from app.kernel.clock import today
from app.patients.models import Policy
from app.practitioners.models import Practitioner
from app.practitioners.queries import practitioner
from app.tenants.models import Facility
from app.tenants.queries import facility
from app.tenants.scope import find


def missing(approval: Approval) -> tuple[str, ...]:
    """What this type of request must carry and does not, as keys of rules.MISSING."""
    lines = approval.lines
    dental = [line for line in lines if line.category in {"dental", "procedure"}] or lines
    return rules.missing(
        rules.Shape(
            kind=approval.kind,
            has_policy=True,
            has_practitioner=approval.practitioner_id is not None,
            diagnoses=len(approval.diagnoses),
            lines=len(lines),
            unmapped=tuple(line.local_code for line in lines if line.code is None),
            without_site=tuple(line.local_code for line in dental if not line.site),
            without_days=tuple(line.local_code for line in lines if not line.days_supply),
            has_justification=_is_justified(approval),
            has_prescription=approval.prescription_sealed is not None,
            period_runs=approval.service_to >= approval.service_from,
            has_member_number=bool(_member_number(approval)),
            practitioner_is_licensed=_holds(approval, _doctor(approval)),
            facility_is_licensed=_holds(approval, facility(approval.facility_id)),
        )
    )


def _doctor(approval: Approval) -> Practitioner | None:
    return practitioner(approval.practitioner_id) if approval.practitioner_id else None


def _holds(approval: Approval, one: Practitioner | Facility | None) -> bool:
    return one is None or rules.is_licensed(
        one.licence_from, one.licence_to, approval.service_from, today()
    )


def _member_number(approval: Approval) -> str:
    policy = find(Policy, approval.policy_id)
    return member_number(policy, approval.payer_id, approval.service_from)


def _is_justified(approval: Approval) -> bool:
    return approval.justification_sealed is not None or bool(sentences.used_in(approval.id))


def needs_of(approval: Approval) -> dict[str, Need]:
    """Local code -> whether its service needs approval, as known for this patient and day."""
    codes = {line.local_code for line in approval.lines}
    services = services_on_file(approval.payer_id, approval.service_from, codes)
    answered = queries.categories_needing(
        approval.patient_id, approval.payer_id, approval.service_from
    )
    return queries.needs(
        approval.payer_id, approval.service_from, services.values(), answered=answered
    )


def papers_wanted(approval: Approval) -> tuple[str, ...]:
    """Kinds of papers this payer wants for the services of the request, each once."""
    needs = needs_of(approval)
    return tuple(
        dict.fromkeys(
            kind
            for line in approval.lines
            if (need := needs.get(line.local_code)) and _counts(need, line)
            for kind in need.documents
        )
    )


def _counts(need: Need, line: ApprovalLine) -> bool:
    """A rule above a threshold asks for papers only above it."""
    return need.threshold is None or need.applies(Decimal(line.net))


def papers_missing(approval: Approval) -> tuple[str, ...]:
    """Kinds of papers that are wanted and not attached."""
    there = {row.kind for row in documents_of("approval", approval.id)}
    return tuple(kind for kind in papers_wanted(approval) if kind not in there)
