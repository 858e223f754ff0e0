"""Prescriptions that lie at the exchange: handed to one pharmacy at a time, with what was claimed on them."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from app.sandbox import bundles, handed_out, people, schema, tasks, vocabulary
from app.sandbox.bundles import Sealed
from app.sandbox.fields import MUSCAT, code_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.people import Particulars
from app.sandbox.prescription_scripts import DRUGS, SCRIPTS, Script
from app.sandbox.refusals import Finding

_HELD = schema.prescriptions
_CLAIMS, _LINES = schema.claims, schema.claim_lines
UNKNOWN, TAKEN, RUN_OUT, USED_UP = (
    "prescription-unknown",
    "prescription-taken",
    "prescription-expired",
    "prescription-dispensed",
)


def serve(connection: Connection, message: Message, now: datetime) -> Sealed:
    """Hand a prescription over and lock it for the asker, or unlock what the asker holds."""
    token = text_at(message.focal, "focus", "identifier", "value")
    row = _row(connection, token, now)
    if row is None:
        return _refuse(message, UNKNOWN, now)
    if row.holder not in (None, message.sender):
        return _refuse(message, TAKEN, now)
    if code_at(message.focal, "code") == "release":
        _hold(connection, row, None, now)
        _keep_lines(connection, row, handed_out.told(message.focal, row.lines))
        return tasks.complete(message, now, [], vocabulary.EXCHANGE)
    if row.expires_on < now.astimezone(MUSCAT).date():
        return _refuse(message, RUN_OUT, now)
    supplied = handed_out.supplied(row.lines, _supplied(connection, row))
    if all(supplied.get(line["code"], 0) >= Decimal(line["quantity"]) for line in row.lines):
        return _refuse(message, USED_UP, now)
    _hold(connection, row, message.sender, now)
    return _hand_over(connection, message, row, supplied, now)


def keep(connection: Connection, token: str, script: Script, now: datetime) -> None:
    """Lay a prescription down at the exchange under this token."""
    issued = now.astimezone(MUSCAT).date() - timedelta(days=script.issued_days_ago)
    connection.execute(
        insert(_HELD).values(
            token=token,
            patient_id=script.civil_id,
            diagnosis=script.diagnosis,
            issued_on=issued,
            expires_on=issued + timedelta(days=script.holds_days),
            lines=[vars(item) for item in script.items],
        )
    )


def overdrawn(connection: Connection, token: str) -> frozenset[str]:
    """Codes of which living claims bill more units than a prescription holds; none of one that lies elsewhere."""
    row = connection.execute(select(_HELD).where(_HELD.c.token == token)).one_or_none()
    if row is None:
        return frozenset()
    held = {line["code"]: Decimal(line["quantity"]) for line in row.lines}
    return frozenset(
        code for code, units in _supplied(connection, row).items() if units > held.get(code, 0)
    )


def _row(connection: Connection, token: str, now: datetime) -> Any:
    """The prescription, locked; one of the script is laid down when it is first asked for."""
    query = select(_HELD).where(_HELD.c.token == token).with_for_update()
    found = connection.execute(query).one_or_none()
    if found is None and token in SCRIPTS:
        keep(connection, token, SCRIPTS[token], now)
        found = connection.execute(query).one()
    return found


def _hold(connection: Connection, row: Any, holder: str | None, now: datetime) -> None:
    connection.execute(
        update(_HELD).where(_HELD.c.id == row.id).values(holder=holder, held_at=holder and now)
    )


def _keep_lines(connection: Connection, row: Any, lines: list[dict[str, Any]]) -> None:
    connection.execute(update(_HELD).where(_HELD.c.id == row.id).values(lines=lines))


def _supplied(connection: Connection, row: Any) -> dict[str, Decimal]:
    """Units by code that living claims bill on the prescription, whichever pharmacy sent them."""
    query = (
        select(_LINES.c.code, func.sum(_LINES.c.quantity))
        .join(_CLAIMS, _CLAIMS.c.id == _LINES.c.claim_id)
        .where(
            _CLAIMS.c.prescription == row.token,
            _CLAIMS.c.use == "claim",
            _CLAIMS.c.state != "cancelled",
            _CLAIMS.c.superseded_by.is_(None),
        )
        .group_by(_LINES.c.code)
    )
    return {code: Decimal(units) for code, units in connection.execute(query)}


def _refuse(message: Message, code: str, now: datetime) -> Sealed:
    return tasks.refuse(message, [Finding(code, "Task.focus")], now)


def _hand_over(
    connection: Connection, message: Message, row: Any, supplied: dict[str, Decimal], now: datetime
) -> Sealed:
    found = _people(row, people.particulars(connection, row.patient_id))
    patient, prescriber = found
    others = dict(found)
    for sequence, line in enumerate(row.lines, start=1):
        identity = str(uuid.uuid4())
        url = bundles.url_of(vocabulary.EXCHANGE, "MedicationRequest", identity)
        others[url] = {
            "resourceType": "MedicationRequest",
            "id": identity,
            "identifier": [_number("medicationrequest", f"{row.token}-{sequence}")],
            "status": "active",
            "intent": "order",
            "groupIdentifier": _number("prescription", row.token),
            "authoredOn": row.issued_on.isoformat(),
            "subject": {"reference": patient},
            "requester": {"reference": prescriber},
            "reasonCode": [vocabulary.concept(vocabulary.ICD, row.diagnosis)],
            "medicationCodeableConcept": vocabulary.concept(DRUGS, line["code"], line["display"]),
            "dosageInstruction": [_dosage(line)],
            "dispenseRequest": _dispensing(row, line, supplied.get(line["code"], Decimal(0))),
        }
    return tasks.complete_with(message, now, vocabulary.EXCHANGE, others)


def _dosage(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": line["instructions"] or "As told",
        "timing": {"repeat": {"frequency": line["times"], "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": {"value": Decimal(line["dose"])}}],
    }


def _dispensing(row: Any, line: dict[str, Any], supplied: Decimal) -> dict[str, Any]:
    return {
        "extension": [
            vocabulary.extension("extension-supplied-quantity", "Quantity", {"value": supplied})
        ],
        "validityPeriod": {
            "start": row.issued_on.isoformat(),
            "end": row.expires_on.isoformat(),
        },
        "quantity": {"value": Decimal(line["quantity"])},
        "expectedSupplyDuration": {"value": line["days"], "unit": "d", "code": "d"},
    }


def _people(row: Any, person: Particulars) -> dict[str, dict[str, Any]]:
    """The patient and the prescriber, in this order, by their addresses."""
    patient: dict[str, Any] = {
        "resourceType": "Patient",
        "id": f"p{row.patient_id}",
        "identifier": [{"system": vocabulary.NATIONAL_ID, "value": row.patient_id}],
        "name": [{"text": f"Demo Person {row.patient_id}"}],
        "gender": person.sex,
        "birthDate": person.born.isoformat(),
    }
    licence = {"system": vocabulary.PRACTITIONER_LICENCE, "value": "DEMO-DR-0042"}
    prescriber: dict[str, Any] = {
        "resourceType": "Practitioner",
        "id": "prescriber",
        "identifier": [licence],
        "name": [{"text": "Dr Demo Prescriber"}],
    }
    return {
        bundles.url_of(vocabulary.EXCHANGE, one["resourceType"], one["id"]): one
        for one in (patient, prescriber)
    }


def _number(kind: str, value: str) -> dict[str, str]:
    return {"system": f"http://{vocabulary.EXCHANGE}.Dhamani.om/{kind}", "value": value}
