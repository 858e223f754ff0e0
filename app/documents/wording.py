"""Papers in the words of the page."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.audit.people import everybody
from app.documents.models import Document
from app.documents.queries import DocumentRow
from app.kernel.pagewords import language, without_bidi_marks
from app.kernel.uploads import ENDINGS

KINDS = {
    "report": lazy_gettext("Medical report"),
    "lab_result": lazy_gettext("Laboratory result"),
    "prescription": lazy_gettext("Prescription"),
    "referral": lazy_gettext("Referral"),
    "x_ray": lazy_gettext("X-ray or scan"),
    "invoice": lazy_gettext("Invoice"),
    "id_card": lazy_gettext("Identity card"),
    "consent": lazy_gettext("Consent"),
    "other": lazy_gettext("Other paper"),
}
KILOBYTE, MEGABYTE = 1024, 1024 * 1024
LONGEST_STEM = 100
# Digits of a paper's id that tell one downloaded file from the next.
SHORT = 8


def shown(row: DocumentRow) -> dict[str, Any]:
    """A line of a list in words."""
    return {
        "id": row.id,
        "name": file_name(row.title, row.content_type),
        "kind": KINDS[row.kind],
        "size": size_text(row.size),
        "at": row.added_at,
        "by": person(row.added_by),
        "is_sent": row.is_sent,
        "url": url_for("documents.download", document_id=row.id),
    }


def size_text(size: int) -> str:
    """A size in bytes as people read it."""
    if size >= MEGABYTE:
        return _("%(size)s MB", size=f"{size / MEGABYTE:.1f}")
    return _("%(size)s KB", size=max(1, round(size / KILOBYTE)))


def file_name(title: str, content_type: str) -> str:
    """A name safe on every device, whose ending says what the file really is."""
    plain = "".join(
        c for c in without_bidi_marks(title) if c.isprintable() and c not in '\\/:*?"<>|'
    )
    ending = ENDINGS[content_type]
    stem = plain.strip(" .").removesuffix(f".{ending}")
    return f"{stem[:LONGEST_STEM].strip(' .') or 'paper'}.{ending}"


def download_name(paper: Document) -> str:
    """What a downloaded file is called: its title may tell of the patient, and stays in the house."""
    kind = paper.kind.replace("_", "-")
    return f"{kind}-{paper.id.hex[-SHORT:]}.{ENDINGS[paper.content_type]}"


def title_of(typed: str, uploaded: str) -> str:
    """What was typed, else the uploaded file's name without its path and ending."""
    last = uploaded.replace("\\", "/").rpartition("/")[2]
    stem, dot, _ending = last.rpartition(".")
    return typed or without_bidi_marks(stem if dot else last).strip()


def person(user_id: Any) -> str | None:
    """The name of somebody of this clinic in the page's language."""
    if "paper_people" not in g:
        g.paper_people = {one.user_id: one for one in everybody()}
    found = g.paper_people.get(user_id)
    if found is None:
        return None
    return found.arabic if language() == "ar" and found.arabic else found.english
