"""The lists that files are imported into: what stands in them, and writing it anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete, select, tuple_

from app.contracts.models import Service
from app.kernel.db import db
from app.pharmacy.medicines.files import (
    NO_SUCH_MEDICINE,
    CellError,
    Line,
    State,
    read_formulary,
    read_interactions,
    with_entry,
)
from app.pharmacy.medicines.models import (
    FormularyEntry,
    Interaction,
    Medicine,
    MedicineImport,
)
from app.pharmacy.medicines.queries import service_of_medicine


class ImportedList(Protocol):
    """A list by key -> state, None where a key has none."""

    def read(self, table: list[list[str]]) -> tuple[list[Line], list[CellError]]: ...
    def known(self) -> dict[str, Any]: ...
    def after(self, line: Line, before: Any) -> Any: ...
    def write(self, states: Mapping[str, Any]) -> None: ...


def list_of(looked: MedicineImport) -> ImportedList:
    """The list that an import belongs to."""
    if looked.payer_id is not None and looked.valid_from is not None:
        return Formulary(looked.payer_id, looked.valid_from)
    return Interactions()


@dataclass(frozen=True)
class Interactions:
    """Pairs of ingredients."""

    def read(self, table: list[list[str]]) -> tuple[list[Line], list[CellError]]:
        return read_interactions(table)

    def known(self) -> dict[str, Any]:
        return {
            f"{one.first}|{one.second}": {
                "severity": one.severity, "words_en": one.words_en, "words_ar": one.words_ar,
            }
            for one in db.session.scalars(select(Interaction))
        }  # fmt: skip

    def after(self, line: Line, before: Any) -> Any:  # noqa: ARG002 - the list's own signature
        return line.says

    def write(self, states: Mapping[str, Any]) -> None:
        pairs = [tuple(key.split("|")) for key in states]
        written = tuple_(Interaction.first, Interaction.second).in_(pairs)
        db.session.execute(delete(Interaction).where(written))
        db.session.add_all(
            Interaction(first=first, second=second, **state)
            for (first, second), state in zip(pairs, states.values(), strict=True)
            if state is not None
        )
        db.session.flush()


@dataclass(frozen=True)
class Formulary:
    """What a payer covers, by local code; a state is the medicine's days on the list."""

    payer_id: UUID
    valid_from: date

    def read(self, table: list[list[str]]) -> tuple[list[Line], list[CellError]]:
        lines, errors = read_formulary(table)
        codes = {line.key for line in lines}
        ours = {code.upper(): code for code in self._services([*codes, *map(str.upper, codes)])}
        errors += _strangers(lines, ours)
        return [replace(one, key=ours.get(one.key.upper(), one.key)) for one in lines], errors

    def known(self) -> dict[str, Any]:
        query = (
            select(Service.local_code, FormularyEntry)
            .join(Service, (Service.tenant_id == FormularyEntry.tenant_id) & (Service.id == FormularyEntry.service_id))
            .where(FormularyEntry.payer_id == self.payer_id)
            .order_by(Service.local_code, FormularyEntry.valid_from)
        )  # fmt: skip
        found: dict[str, Any] = {}
        for local_code, entry in db.session.execute(query):
            found.setdefault(local_code, []).append(_state(entry))
        return found

    def after(self, line: Line, before: Any) -> Any:
        return with_entry(before, self.valid_from, covered=line.says["covered"])

    def write(self, states: Mapping[str, Any]) -> None:
        services = self._services(list(states))
        db.session.execute(
            delete(FormularyEntry).where(
                FormularyEntry.payer_id == self.payer_id,
                FormularyEntry.service_id.in_(services.values()),
            )
        )
        db.session.add_all(
            FormularyEntry(payer_id=self.payer_id, service_id=services[code], **_columns(state))
            for code, history in states.items()
            for state in history or ()
        )
        db.session.flush()

    def _services(self, codes: list[str]) -> dict[str, UUID]:
        query = (
            select(Service.local_code, Service.id)
            .join(Medicine, service_of_medicine())
            .where(Service.local_code.in_(codes))
        )
        return dict(iter(db.session.execute(query)))


def _strangers(lines: list[Line], ours: Mapping[str, str]) -> Iterator[CellError]:
    for line in lines:
        if line.key.upper() not in ours:
            yield CellError(line.number, "local_code", NO_SUCH_MEDICINE, line.key[:60])


def _state(entry: FormularyEntry) -> State:
    ends = entry.valid_to.isoformat() if entry.valid_to else None
    return {"from": entry.valid_from.isoformat(), "to": ends, "covered": entry.covered}


def _columns(state: State) -> State:
    return {
        "valid_from": date.fromisoformat(state["from"]),
        "valid_to": date.fromisoformat(state["to"]) if state["to"] else None,
        "covered": state["covered"],
    }
