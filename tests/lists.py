"""Imports of lists in every state that a page shows, for the world of the sweeps."""

from __future__ import annotations

from uuid import UUID

from app.imports import running, service
from app.imports.history import move
from app.kernel.db import db
from tests.cast import Person
from tests.factories.clinic import Mark

# What is done to one may not be in the way of what is done to another.
WAITING = ("judged", "dropped", "mended", "reread", "started", "understood")
HEAD = "Licence number,Name in English,Name in Arabic,Profession,Specialty,Licence valid from,Licence valid until\n"  # fmt: skip


def lists_of_all_kinds(ids: dict[str, UUID], mark: Mark, owner: Person) -> None:
    """Those that wait for a decision with broken rows, one for each thing to do; under way, imported, undone; and prices."""
    for number, name in enumerate((*WAITING, "running", "failed", "done", "undone")):
        ids[f"list_{name}"] = _looked(mark, f"DEMO-D-20{number}").id
    service.start(ids["list_running"])
    failed = service.start(ids["list_failed"])
    failed.failed_at = failed.status
    move(failed, "failed")
    for name in ("done", "undone"):
        _work(service.start(ids[f"list_{name}"]).id)
    _work(service.undo(ids["list_undone"]).id)
    prices = b"our code,price\nLAB-CBC,4.700\nCONS-GP,many\n"
    ids["list_prices"] = _compared(
        "prices", ids["price_list_beta"], f"{mark.latin}-prices.csv", prices
    ).id


def _looked(mark: Mark, licence: str) -> service.DataImport:
    rows = (
        f"{licence}1,{mark.en('Dr Listed')},{mark.ar('د. مدرج')},Doctor,{mark.en('Family')},2024-01-01,2099-12-31\n"
        f"{licence}2,{mark.en('Dr Broken')},{mark.ar('د. معطوب')},Quack,{mark.en('Family')},2024-01-01,2099-12-31\n"
    )
    return _compared("practitioners", None, f"{mark.latin}-list.csv", (HEAD + rows).encode())


def _compared(kind: str, target_id: UUID | None, name: str, content: bytes) -> service.DataImport:
    one = service.choose(kind, target_id, name, content)
    guess = {int(place): key for place, key in one.settings["columns"].items()}
    return service.understand(one.id, guess, None)


def _work(import_id: UUID) -> None:
    db.session.commit()
    running.drive(import_id)
