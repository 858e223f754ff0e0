"""Diagnoses and lines, with what code lists and price lists say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.claims.models import Claim, ClaimDiagnosis, ClaimLine
from app.claims.values import DiagnosisFacts, LineFacts
from app.contracts.terms import AgreedPrice
from app.reference.models import Code
from app.reference.queries import codes_at, is_read

CONSULTATION = "consultation"
UNSPECIFIED = "unspecified"


class Coded:
    """What the code lists say of the codes of the claims, all lists in one query."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        lines = [line for claim in claims for line in claim.lines]
        pairs = {(one.code_system, one.code) for one in lines if one.code_system and one.code}
        diagnosed = {(one.system, one.code) for claim in claims for one in claim.diagnoses}
        self._found = codes_at(pairs | diagnosed)
        missing = {uri for uri, code in pairs if (uri, code) not in self._found}
        # A list that is not loaded (licensed, say) cannot call a code unknown.
        self._unread = {uri for uri in missing if not is_read(uri)}

    def diagnoses(self, claim: Claim) -> tuple[DiagnosisFacts, ...]:
        """The diagnoses of the visit."""
        return tuple(
            _diagnosis(row, self._found.get((row.system, row.code))) for row in claim.diagnoses
        )

    def lines(self, claim: Claim, prices: Mapping[str, AgreedPrice]) -> tuple[LineFacts, ...]:
        """The lines, priced as agreed on the day of the visit."""
        return tuple(self._line(line, prices.get(line.local_code)) for line in claim.lines)

    def _knows(self, line: ClaimLine, code: Code | None) -> bool:
        """A line without a code is CHK-40's."""
        return not line.code or line.code_system in self._unread or code is not None

    def _line(self, line: ClaimLine, agreed: AgreedPrice | None) -> LineFacts:
        code = self._found.get((line.code_system or "", line.code or ""))
        return LineFacts(
            sequence=line.sequence,
            code=line.code or "",
            local_code=line.local_code,
            code_system=line.code_system or "",
            service_date=line.service_date,
            quantity=line.quantity,
            unit_price=line.unit_price,
            net=line.net,
            mapped=line.code is not None,
            known=self._knows(line, code),
            valid_from=code.valid_from if code else None,
            valid_to=code.valid_to if code else None,
            factor=line.factor,
            tax=line.tax,
            vat_category=line.vat_category,
            patient_share=line.patient_share,
            pointers=tuple(line.pointers),
            category=line.category,
            site=line.site,
            in_contract=agreed is not None,
            contract_price=agreed.unit_price if agreed else None,
            daily_max=Decimal(agreed.max_per_day) if agreed and agreed.max_per_day else None,
            is_consultation=line.category == CONSULTATION,
        )


def _diagnosis(row: ClaimDiagnosis, code: Code | None) -> DiagnosisFacts:
    return DiagnosisFacts(
        sequence=row.sequence,
        code=row.code,
        kind=row.kind,
        system=row.system,
        known=code is not None,
        billable=code.billable if code else False,
        unspecified=UNSPECIFIED in code.display_en.lower() if code else False,
        valid_from=code.valid_from if code else None,
        valid_to=code.valid_to if code else None,
    )
