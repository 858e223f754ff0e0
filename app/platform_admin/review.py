"""Reviewing an application: look, ask for more, refuse with a reason, approve by two. Verbs flush, never commit."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import url_for
from sqlalchemy import func, select, text

from app.audit.trail import note, note_read
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.states import NotPossible
from app.kernel.words import N_
from app.onboarding import letters, links, papers, practitioner_list, private, provisioning
from app.onboarding.history import move, tell
from app.onboarding.models import (
    Application,
    ApplicationApproval,
    ApplicationList,
    ApplicationPaper,
)
from app.onboarding.states import APPROVED, SUBMITTED
from app.platform_admin.errors import (
    ApprovedAlready,
    LicenceTaken,
    NoListAttached,
    NoSuchAccount,
    NothingAsked,
    ReasonMissing,
)
from app.tenants.models import Tenant
from app.tenants.scope import actor_id

SUBJECT = "application"
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('licence/' || :licence, 0))")
NEEDED = 2
OTHER = "other"
REASONS = {
    "no_contract": N_("There is no valid contract with an insurer or TPA."),
    "papers_over": N_("A licence or registration is not valid any more."),
    "papers_differ": N_("The papers do not belong to the establishment that applies."),
    "other_way": N_("The FSA connects this establishment in another way than this service."),
    "known": N_("The establishment is connected already."),
    OTHER: N_("Another reason, as written."),
}


def application(application_id: UUID, *, for_update: bool = False) -> Application:
    """One that was sent; raises NotFound, the same for missing and not yet sent."""
    query = select(Application).where(Application.id == application_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None or found.submitted_at is None:
        raise NotFound
    return found


def look(application_id: UUID) -> Application:
    """Open an application; that it was opened, and by whom, is in the trail at once. Raises NotFound."""
    found = application(application_id)
    note_read("application.seen", SUBJECT, found.id)
    return found


def open_paper(application_id: UUID, paper_id: UUID) -> tuple[Application, ApplicationPaper, bytes]:
    """A paper and its file; each opening is in the trail. Raises NotFound."""
    found = application(application_id)
    if found.wrapped_key is None:
        raise NotFound
    paper, body = papers.file_of(found, paper_id)
    note_read("application.paper_opened", SUBJECT, found.id, kind=paper.kind)
    return found, paper, body


def attach_list(application_id: UUID, content: bytes) -> ApplicationList:
    """Attach FSA's list of practitioners in place of the one there. Raises NotPossible and what reading raises."""
    found, me = _submitted(application_id), actor_id()
    if me is None:
        raise PermissionError("nobody attaches")
    held = practitioner_list.keep(found, content, me)
    note("application.list_attached", SUBJECT, found.id, rows=held.rows, sha256=held.sha256)
    return held


def remove_list(application_id: UUID) -> None:
    """Take the list out again, and destroy it. Raises NoListAttached, NotPossible."""
    found = _submitted(application_id)
    gone = practitioner_list.take_out(found)
    if gone is None:
        raise NoListAttached
    tell(found, "list_removed", sha256=gone.sha256)
    note("application.list_removed", SUBJECT, found.id, sha256=gone.sha256)
    db.session.flush()


def open_list(application_id: UUID) -> tuple[Application, ApplicationList, bytes]:
    """The list that is attached; each opening is in the trail. Raises NotFound."""
    found = application(application_id)
    held = practitioner_list.current(found)
    if held is None:
        raise NotFound
    content = practitioner_list.file_of(found, held)
    note_read("application.list_opened", SUBJECT, found.id, sha256=held.sha256)
    return found, held, content


def ask_for_more(application_id: UUID, asked: Mapping[str, str]) -> None:
    """Give it back with what is asked by task, and mail the way. Raises NothingAsked, NotOpen, NotPossible."""
    letters.refuse_unless_open()
    found = _submitted(application_id)
    wanted = {task: words for task, words in asked.items() if words}
    if not wanted:
        raise NothingAsked
    private.put_review(found, asked=wanted)
    move(found, "returned", tasks=sorted(wanted))
    note("application.returned", SUBJECT, found.id, tasks=sorted(wanted))
    db.session.flush()
    token = links.mint(found, links.RESUME)
    letters.write(
        "returned", str(private.of(found)["email"]), found.language, reference=found.reference,
        asked=[(letters.label_of(task), words) for task, words in wanted.items()],
        url=letters.address(url_for("onboarding.back", token=token)),
        days=links.GOOD_FOR[links.RESUME].days,
    )  # fmt: skip


def refuse(application_id: UUID, reason: str, words: str) -> None:
    """Refuse for a reason that the applicant reads in the own language. Raises ReasonMissing, NotOpen, NotPossible."""
    letters.refuse_unless_open()
    found = _submitted(application_id)
    if reason == OTHER and not words:
        raise ReasonMissing
    private.put_review(found, reason=REASONS[reason], words=words)
    move(found, "refused", reason=reason)
    found.decided_at = now()
    note("application.refused", SUBJECT, found.id, reason=reason)
    db.session.flush()
    letters.write(
        "refused", str(private.of(found)["email"]), found.language, reference=found.reference,
        reason=REASONS[reason], words=words,
    )  # fmt: skip


def approve(application_id: UUID) -> bool:
    """Approve with the own hand; True when it was the second one.

    Raises ApprovedAlready, LicenceTaken, NoSuchAccount, NotPossible.
    """
    found = _submitted(application_id)
    me = actor_id()
    if me is None:
        raise PermissionError("nobody approves")
    if me in approvers(found):
        raise ApprovedAlready
    _refuse_what_cannot_open(found)
    db.session.add(
        ApplicationApproval(application_id=found.id, submitted_at=found.submitted_at, person_id=me)
    )
    tell(found, "approval")
    note("application.approval", SUBJECT, found.id)
    db.session.flush()
    if len(approvers(found)) < NEEDED:
        return False
    move(found, "approved")
    found.decided_at = now()
    note("application.approved", SUBJECT, found.id)
    db.session.flush()
    return True


def _refuse_what_cannot_open(found: Application) -> None:
    """A licence opens one account, of a kind that there is: whatever else two approve could never be opened."""
    if found.entity not in provisioning.KINDS:
        raise NoSuchAccount
    licence = private.sheet_of(found).get("values", {}).get("licence")
    known = select(Tenant.id).where(Tenant.provider_licence == licence)
    approved = select(Application.id).where(
        Application.licence_index == found.licence_index,
        Application.status == APPROVED,
        Application.id != found.id,
    )
    # Of two with one licence that are approved at one moment, the second waits here and is refused.
    db.session.execute(ONE_AT_A_TIME, {"licence": found.licence_index or ""})
    if any(db.session.scalars(query).first() is not None for query in (known, approved)):
        raise LicenceTaken


def approvers(found: Application) -> list[UUID]:
    """Who approved what was sent last: an approval of an earlier sending does not count."""
    query = select(ApplicationApproval.person_id).where(
        ApplicationApproval.application_id == found.id,
        ApplicationApproval.submitted_at == found.submitted_at,
    )
    return list(db.session.scalars(query.order_by(ApplicationApproval.at)))


def waiting() -> int:
    """How many applications wait for the desk."""
    query = select(func.count()).where(Application.status == SUBMITTED)
    return db.session.scalar(query) or 0


def _submitted(application_id: UUID) -> Application:
    """Locked, and seen by its own wall too, behind which its letters are written."""
    found = application(application_id, for_update=True)
    if found.status != SUBMITTED:
        raise NotPossible("application", found.status, "decided")
    links.open_wall(found.id)
    return found
