"""Imports driven as people drive them: a file in, columns as guessed, the preview, and the worker's part done here."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from app.imports import running, service
from app.imports.models import DataImport
from app.kernel.db import db
from app.tenants.scope import find

HEAD = "Licence number,Name in English,Name in Arabic,Profession,Specialty,Licence valid from,Licence valid until"
HUDA = "DEMO-D-7001,Dr Huda Al-Amri,د. هدى العامرية,Doctor,Family medicine,2024-01-01,2028-12-31"
SAID = "DEMO-D-7002,Dr Said Al-Balushi,د. سعيد البلوشي,Dentist,Dentistry,2025-03-01,2029-02-28"
TWO = f"{HEAD}\r\n{HUDA}\r\n{SAID}".encode()

Look = Callable[..., DataImport]


@pytest.fixture
def look(in_noor: UUID) -> Look:
    """A file brought in and compared, its columns taken as they were guessed."""

    def looked(content: bytes, kind: str = "practitioners", target: UUID | None = None, order: str | None = None) -> DataImport:  # fmt: skip
        one = service.choose(kind, target, "list.csv", content)
        guess = {int(place): key for place, key in one.settings["columns"].items()}
        return service.understand(one.id, guess, order)

    return looked


def work(one: DataImport) -> DataImport:
    """What the worker does with it, to the end."""
    db.session.commit()
    identity = one.id
    running.drive(identity)
    return find(DataImport, identity)


def imported(one: DataImport) -> DataImport:
    """Started, and written by the worker."""
    return work(service.start(one.id))


def undone(one: DataImport) -> DataImport:
    """Undone by the worker."""
    return work(service.undo(one.id))
