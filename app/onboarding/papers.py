"""Papers of an application: examined, sealed under its key, replaced and never overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.uploads import files
from app.onboarding import private
from app.onboarding.errors import FileMissing, PapersFull
from app.onboarding.history import tell
from app.onboarding.keys import open_bytes, seal_bytes
from app.onboarding.models import Application, ApplicationPaper
from app.onboarding.states import SUBMITTED
from app.onboarding.tasks import Facts, PaperFacts

# Whoever stands before this door is unknown: a picture is opened in less memory than a clinic's may take.
MOST_MEGAPIXELS = 25
# Four papers, each renewed and corrected a dozen times.
MOST_VERSIONS = 50
MOST_MEGABYTES = 100
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, repr=False)
class PaperDraft:
    """What is said of a paper; without a body it is said of the file that is there."""

    number: str = ""
    expires_on: date | None = None
    body: bytes | None = field(default=None)


def current(application: Application) -> dict[str, ApplicationPaper]:
    """The newest version of each paper, by kind."""
    query = select(ApplicationPaper).where(
        ApplicationPaper.application_id == application.id, ApplicationPaper.replaced_at.is_(None)
    )
    return {row.kind: row for row in db.session.scalars(query)}


def keep(application: Application, kind: str, draft: PaperDraft) -> ApplicationPaper:
    """Keep a paper in place of the one there; raises FileRefused, FileMissing, PapersFull."""
    there = current(application).get(kind)
    if draft.body is None and (there is None or there.sha256 is None):
        raise FileMissing
    _refuse_more_than_fits(application, draft.body)
    identity = new_id()
    added = ApplicationPaper(
        id=identity,
        application_id=application.id,
        kind=kind,
        expires_on=draft.expires_on,
        number_sealed=_sealed_number(application, draft.number, identity),
    )
    if draft.body is not None:
        _take_file(application, added, draft.body)
    elif there is not None:
        added.content_type, added.size, added.sha256 = there.content_type, there.size, there.sha256
    if there is not None:
        there.replaced_at = now()
        db.session.flush()
    db.session.add(added)
    tell(application, "paper", kind=kind, sha256=added.sha256)
    db.session.flush()
    return added


def number_of(application: Application, paper: ApplicationPaper | None) -> str:
    """The number on a paper, or nothing."""
    if paper is None or paper.number_sealed is None:
        return ""
    return open_bytes(application, paper.number_sealed, f"papers/{paper.id}/number").decode()


def file_of(application: Application, paper_id: UUID) -> tuple[ApplicationPaper, bytes]:
    """A version of a paper and its file; raises NotFound, the same for missing and foreign."""
    found = db.session.get(ApplicationPaper, paper_id)
    if found is None or found.application_id != application.id or found.sha256 is None:
        raise NotFound
    holder = found if found.body_sealed is not None else _holder(found)
    if holder.body_sealed is None:
        raise NotFound
    return found, open_bytes(application, holder.body_sealed, f"papers/{holder.id}/body")


def task_facts(application: Application) -> Facts:
    """What is there of an application, for the list of tasks."""
    sheet = private.sheet_of(application)
    return Facts(
        papers={
            kind: PaperFacts(row.sha256 is not None, row.number_sealed is not None, row.expires_on)
            for kind, row in current(application).items()
        },
        sheet_read=bool(sheet),
        sheet_problems=len(sheet.get("problems", ())),
        submitted=application.status == SUBMITTED,
    )


def _take_file(application: Application, paper: ApplicationPaper, body: bytes) -> None:
    settings = current_app.extensions["settings"]
    found = files.examine(
        body,
        megabytes=settings.document_megabytes,
        megapixels=min(settings.document_megapixels, MOST_MEGAPIXELS),
        nameless=True,
    )
    paper.content_type, paper.size, paper.sha256 = found.content_type, len(found.body), found.sha256
    paper.body_sealed = seal_bytes(application, found.body, f"papers/{paper.id}/body")


def _holder(paper: ApplicationPaper) -> ApplicationPaper:
    """The version with which the file of this one came: a new number alone brings no new file."""
    query = select(ApplicationPaper).where(
        ApplicationPaper.application_id == paper.application_id,
        ApplicationPaper.kind == paper.kind,
        ApplicationPaper.sha256 == paper.sha256,
        ApplicationPaper.body_sealed.is_not(None),
    )
    return db.session.scalars(query.limit(1)).first() or paper


def _refuse_more_than_fits(application: Application, body: bytes | None) -> None:
    """Raises PapersFull for more versions or bytes than one application may keep."""
    came_with_a_file = ApplicationPaper.body_sealed.is_not(None)
    query = select(func.count(), func.sum(ApplicationPaper.size).filter(came_with_a_file)).where(
        ApplicationPaper.application_id == application.id
    )
    versions, size = db.session.execute(query).one()
    if versions >= MOST_VERSIONS or (size or 0) + len(body or b"") > MOST_MEGABYTES * MEGABYTE:
        raise PapersFull


def _sealed_number(application: Application, number: str, identity: UUID) -> bytes | None:
    if not number:
        return None
    return seal_bytes(application, number.encode(), f"papers/{identity}/number")
