"""Batches in the words of the page's language."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from app.batches import repairs, rules
from app.batches.queries import Item
from app.batches.states import BATCH_STATUSES
from app.batches.values import Group
from app.claims import wording
from app.claims.scrubbing import fixes
from app.claims.story import reason_words
from app.kernel.authz import can
from app.kernel.pagewords import either, name_of, without_bidi_marks
from app.kernel.tags import Tag
from app.kernel.web import in_words
from app.kernel.words import N_
from app.reference.queries import all_payers

SHOWN_AT_ONCE = 12

UNFINISHED_SENTENCE = N_("A part of these claims could not be read as it was typed.")
BUTTONS = {
    repairs.PRACTITIONER: N_("Put this practitioner into all of them"),
    repairs.BRANCH: N_("Put this branch into all of them"),
    repairs.REFERRAL: N_("Put this number into all of them"),
    repairs.PRICES: N_("Take the agreed prices into all of them"),
    repairs.AGAIN: N_("Take codes, prices and shares anew in all of them"),
    repairs.ASK: N_("Ask the insurers again about all of them"),
}
# Where else a repair is made: the page, who may go there, and what it is called.
ELSEWHERE = {
    fixes.MAP_CODE: ("contracts.codes", "contracts.view", N_("Codes of the services")),
    fixes.RENEW_LICENCE: ("practitioners.index", "practitioners.view", N_("Practitioners and licences")),
    fixes.CHOOSE_PRACTITIONER: ("practitioners.index", "practitioners.view", N_("Practitioners and licences")),
    fixes.UPDATE_CONTRACT: ("contracts.index", "contracts.view", N_("Contracts")),
    fixes.REGISTER_BRANCH: ("tenants.index", "tenants.view", N_("Branches in Settings")),
}  # fmt: skip
# Why a batch could not send a claim, by the name of the refusal.
REASONS = {
    "ClaimBlocked": N_("The check found something that blocks it."),
    "ClaimHeld": N_("A rule of the clinic holds it for a person."),
    "ClaimStale": N_("Somebody changed it after it was confirmed."),
    "ClaimUnfinished": N_("A part of it could not be read as it was typed."),
    "ClaimWarned": N_("The check warns, which it did not when it was confirmed."),
    "ClaimNotEditable": N_("It was sent or put away by hand meanwhile."),
    "TakenByOther": N_("A colleague was working on it."),
    "ApprovalNotUsable": N_("The approval it names does not hold on the day of the visit."),
    "NoUnitsLeft": N_("Other claims have taken the approved units that were left."),
    "EvidenceMissing": N_("A complaint needs a document as evidence."),
    "CommentMissing": N_("A complaint needs a comment."),
    "LinesChanged": N_("Its lines do not fit the dispute any more."),
    "WindowOver": N_("The insurer's window has passed, and no reason for it is written down."),
    "SupplyReversed": N_("The medicine came back over the counter; nothing may be claimed."),
    "NotFound": N_("It is not there any more."),
}
OTHER_REASON = N_("Something went wrong on our side with this claim. Send it by hand, or tell us.")


def status_tag(status: str) -> Tag:
    """The batch's word for people."""
    known = BATCH_STATUSES[status]
    return Tag(
        gettext(known.outer), known.tone, gettext(known.happens_next), gettext(known.you_can)
    )


def payer_names() -> dict[Any, str]:
    """Every payer by id, in the page's language."""
    return {key: name_of(one) for key, one in all_payers().items()}


def group(found: Group) -> dict[str, Any]:
    """A repair as the page shows it: what is wrong, whom it concerns, and how all are mended at once."""
    kind = repairs.kind_of(found)
    return {
        "key": found.key,
        "digest": found.digest,
        "code": found.code if found.example else "",
        "title": gettext(found.fix),
        "sentence": _sentence(found),
        "severity": wording.COLOURS[found.severity],
        "count": len(found.claims),
        "at_stake": found.at_stake,
        "kind": kind,
        "button": gettext(BUTTONS[kind]) if kind else "",
        "elsewhere": _elsewhere(found.fix),
        "claims": [
            {"number": one.number, "url": _jump(found, one.claim_id)}
            for one in found.claims[:SHOWN_AT_ONCE]
        ],
        "more": max(0, len(found.claims) - SHOWN_AT_ONCE),
    }


def _sentence(found: Group) -> str:
    if found.refusal is not None:
        return in_words(found.refusal)
    return wording.said(found.example).sentence if found.example else gettext(UNFINISHED_SENTENCE)


def _jump(found: Group, claim_id: Any) -> str:
    """The box of the claim that the finding is about; of what sending refuses the claim with its verbs."""
    if found.refusal is not None:
        return url_for("claims.show", claim_id=claim_id)
    field = found.fields.get(claim_id, "")
    anchor = wording.box_of(field) if field else None
    return url_for("claims.edit", claim_id=claim_id, checked=1, _anchor=anchor)


def _elsewhere(fix: str) -> dict[str, str] | None:
    if fix not in ELSEWHERE:
        return None
    endpoint, permission, label = ELSEWHERE[fix]
    return {"url": url_for(endpoint), "label": gettext(label)} if can(permission) else None


def kept_out(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a started batch left out, by repair, in the page's language."""
    found = []
    for row in rows:
        sentence = row["fix"]
        found.append({**row, "fix": gettext(sentence)})
    return found


def reason(item: Any) -> Any:
    """Why this claim needs a person; empty where nobody said."""
    if item.problem_code:
        return reason_words(item.problem_code, item.problem_text)
    return gettext(REASONS.get(item.reason, OTHER_REASON)) if item.reason else ""


def plain_reason(item: Any) -> str:
    """The same without markup, for a table."""
    words = reason(item)
    return without_bidi_marks(words.striptags() if isinstance(words, Markup) else words)


def item(one: Item, names: dict[Any, str]) -> dict[str, Any]:
    """A claim of a batch in words."""
    stage = rules.STAGES[one.stage]
    return {
        "claim_id": one.claim_id,
        "position": one.position,
        "part": one.part,
        "number": one.number,
        "service_date": one.service_date,
        "patient": either(one.patient_en, one.patient_ar),
        "file_number": one.file_number,
        "payer": names[one.payer_id],
        "stage": one.stage,
        "state": gettext(stage.outer),
        "tone": stage.tone,
        "decision": wording.adjudication_tag(one.adjudication),
        "net": one.net,
        "payer_share": one.payer_share,
        "approved": one.approved,
        "reason": reason(one),
        "findings": one.findings,
        "payer_reference": one.payer_reference,
    }  # fmt: skip
