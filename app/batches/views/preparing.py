"""Before a batch: the check of all drafts, one repair for many, and the confirmation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.audit.trail import note_read
from app.batches import repairs, service, wording
from app.batches.errors import AlreadyRunning, TooMany, ValueMissing
from app.batches.forms import StartForm, value_form
from app.batches.values import Preflight, Sum
from app.batches.views.desk import Asked, asked, blueprint, in_words
from app.claims import queries as claims
from app.claims.states import DRAFT
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import go, page, say
from app.kernel.web import in_words as sentence_of


@blueprint.get("/preflight")
@requires("claims.batch")
def preflight() -> Response:
    """The check: words at once, its result as soon as it is there."""
    wish = asked()
    result = _checked(wish) if "now" in request.args and wish.is_sound else None
    return page(
        "batches/preflight.html", **_frame(wish), **(result or {"found": None, "refused": None})
    )


@blueprint.get("/preflight/result")
@requires("claims.batch")
def preflight_result() -> Response:
    """The result alone, for the page that waits for it."""
    wish = asked()
    return page("batches/_preflight.html", **_frame(wish), **_checked(wish))


@blueprint.post("/preflight/mend")
@requires("claims.batch")
def mend() -> Response:
    """Put one value into every claim of a group, then check again."""
    wish = asked()
    kind, value = request.form.get("kind"), None
    form = value_form(kind, request.form)
    try:
        if form is not None:
            if not form.validate():
                raise ValueMissing
            value = form.value.data
        done = repairs.mend(wish.wanted, _text("group"), _text("digest"), value)
    except DomainError as refusal:
        say(sentence_of(refusal), "warning")
    else:
        _tell(done)
    return go("batches.preflight", **wish.named)


@blueprint.get("/confirm")
@requires("claims.batch")
def confirm() -> Response:
    """What would be sent: count, sum and insurers. Nothing leaves before the button below them."""
    wish = asked()
    result = (
        _chosen(wish)
        if "now" in request.args and wish.is_sound
        else {"found": None, "refused": None}
    )
    return page("batches/confirm.html", **_frame(wish), **result)


@blueprint.get("/confirm/result")
@requires("claims.batch")
def confirm_result() -> Response:
    """The figures and the button alone, for the page that waits for them."""
    wish = asked()
    return page("batches/_confirm.html", **_frame(wish), **_chosen(wish))


@blueprint.post("/start")
@requires("claims.batch")
def start() -> Response:
    """Send what was confirmed, if it still is what was confirmed."""
    wish, form = asked(), StartForm()
    try:
        batch = service.start(wish.wanted, form.expected)
    except AlreadyRunning as first:
        url = url_for("batches.show", batch_id=first.batch_id)
        return page(
            "batches/already.html", 409, number=first.number, url=url, sentence=sentence_of(first)
        )
    except DomainError as refusal:
        told = sentence_of(refusal)
        return page(
            "batches/confirm.html", 409, **_frame(wish), **{**_chosen(wish), "refused": told}
        )
    return go("batches.show", batch_id=batch.id)


def _frame(wish: Asked) -> dict[str, Any]:
    """What both steps show around their result."""
    drafts = replace(wish.wanted, statuses=(DRAFT,), adjudication=None)
    back: dict[str, Any] = {"status": DRAFT, **wish.named}
    return {
        "wish": wish,
        "filter_words": in_words(wish.named),
        "drafts": claims.totals(drafts).count if wish.is_sound else 0,
        "with_warnings": request.values.get("with_warnings") == "y",
        "list_url": url_for("claims.index", **back),
    }


def _checked(wish: Asked) -> dict[str, Any]:
    """The check in words, or the sentence that refuses it."""
    found, refused = _look(wish)
    if found is None:
        return {"found": None, "refused": refused}
    note_read("batch.checked", "batch", None, filters=wish.named, count=len(found.ready))
    groups = [wording.group(one) for one in found.to_fix]
    warnings = [wording.group(one) for one in found.warnings]
    for one in (*groups, *warnings):
        one["form"] = value_form(one["kind"])
    return {
        "found": found, "refused": None, "groups": groups, "warnings": warnings,
        "sound": Sum.of(found.chosen(with_warnings=False)), "all": Sum.of(found.ready),
    }  # fmt: skip


def _chosen(wish: Asked) -> dict[str, Any]:
    """The figures that are to be confirmed, or the sentence that refuses them."""
    found, refused = _look(wish)
    if found is None:
        return {"found": None, "refused": refused}
    over = request.values.get("with_warnings") == "y"
    names = wording.payer_names()
    payers = found.by_payer(with_warnings=over).items()
    return {
        "found": found, "refused": None, "sum": Sum.of(found.chosen(with_warnings=over)),
        "payers": sorted(((names[key], one) for key, one in payers), key=lambda row: row[0]),
        "groups": [wording.group(one) for one in found.to_fix],
        "warned": sum(one.is_warned for one in found.ready),
    }  # fmt: skip


def _look(wish: Asked) -> tuple[Preflight | None, str | None]:
    if not wish.is_sound:
        return None, _("A filter cannot be read. Go back to the list and put it right.")
    try:
        return service.preflight(wish.wanted), None
    except TooMany as refusal:
        return None, sentence_of(refusal)


def _tell(done: repairs.Mended) -> None:
    """How many were mended, and what is still to do."""
    said = ngettext("%(num)d claim was mended.", "%(num)d claims were mended.", done.done)
    if done.failed:
        said += " " + ngettext("%(num)d could not be and is left as it was.", "%(num)d could not be and are left as they were.", done.failed)  # fmt: skip
    if done.left:
        said += " " + ngettext("%(num)d is left for the next round.", "%(num)d are left for the next round.", done.left)  # fmt: skip
    say(said, "warning" if done.failed else "success")


def _text(name: str) -> str:
    return request.form.get(name, "")[:300]
