"""Imports of lists in every state that a page shows, for the world of the sweeps."""

from __future__ import annotations

from uuid import UUID

from app.imports import running, service
from app.imports.history import move
from app.kernel.db import db
from tests.factories.clinic import Mark

# What is done to one may not be in the way of what is done to another.
WAITING = ("judged", "dropped", "mended", "reread", "started", "understood")
HEAD = "Licence number,Name in English,Name in Arabic,Profession,Specialty,Licence valid from,Licence valid until\n"  # fmt: skip


def everything(ids: dict[str, UUID], mark: Mark) -> None:
    """Those that wait for a decision with broken rows, one for each thing to do; under way, imported, undone."""
    for number, name in enumerate((*WAITING, "running", "failed", "done", "undone")):
        ids[f"list_{name}"] = _looked(mark, f"DEMO-D-20{number}").id
    service.start(ids["list_running"])
    failed = service.start(ids["list_failed"])
    failed.failed_at = failed.status
    move(failed, "failed")
    for name in ("done", "undone"):
        _work(service.start(ids[f"list_{name}"]).id)
    _work(service.undo(ids["list_undone"]).id)


def _looked(mark: Mark, licence: str) -> service.DataImport:
    rows = (
        f"{licence}1,{mark.en('Dr Listed')},{mark.ar('د. مدرج')},Doctor,{mark.en('Family')},2024-01-01,2099-12-31\n"
        f"{licence}2,{mark.en('Dr Broken')},{mark.ar('د. معطوب')},Quack,{mark.en('Family')},2024-01-01,2099-12-31\n"
    )
    one = service.choose("practitioners", None, f"{mark.latin}-list.csv", (HEAD + rows).encode())
    guess = {int(place): key for place, key in one.settings["columns"].items()}
    return service.understand(one.id, guess, None)


def _work(import_id: UUID) -> None:
    db.session.commit()
    running.drive(import_id)
