"""The page on which a person plays the insurer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from app.sandbox import (
    communications,
    deciding,
    denials,
    desk_views,
    files,
    forms,
    habits,
    payers,
    payments,
    scenarios,
    settling,
)
from app.sandbox.control import only_from_here
from app.sandbox.deciding import WrongChoice
from app.sandbox.desk_views import Filter
from app.sandbox.reading import APPEALING, EXTEND, PRIOR, ZERO
from app.sandbox.runtime import exchange

blueprint = Blueprint("console", __name__)
blueprint.before_request(only_from_here)

_RELATIONS = {PRIOR: "Corrects", APPEALING: "Complains about", EXTEND: "Extends"}
_LONGEST_QUESTION = 2_000


@blueprint.get("/")
def claim_list() -> str:
    """Received claims, newest first."""
    names = ("payer", "sender", "outcome", "number")
    chosen = Filter(
        **{name: request.args.get(name, "") for name in names},
        before=request.args.get("before", 0, type=int),
    )
    with exchange().engine.connect() as connection:
        rows, more = desk_views.claim_list(connection, chosen)
        return render_template(
            "claims.html",
            rows=rows,
            more=more,
            chosen=chosen,
            senders=desk_views.senders(connection),
            payers=payers.everyone(connection),
            counts=desk_views.counts(connection),
        )


@blueprint.get("/claims/<int:claim_id>")
def claim(claim_id: int) -> str:
    """One claim, with the forms to judge it."""
    return _claim_page(claim_id)


@blueprint.post("/claims/<int:claim_id>/decide")
def decide(claim_id: int) -> AnyResponse:
    """Judge every line."""

    def effect(connection: Connection) -> None:
        lines = deciding.sequences(connection, claim_id)
        choices = {n: _choice(n) for n in lines}
        ends = deciding.last_day(request.form.get("ends", ""))
        settling.decide(connection, claim_id, choices, exchange().clock(), ends)

    return _on_claim(claim_id, effect, "decided")


@blueprint.post("/claims/<int:claim_id>/pend")
def pend(claim_id: int) -> AnyResponse:
    """Lay the claim aside."""
    return _on_claim(
        claim_id,
        lambda connection: settling.pend(connection, claim_id, exchange().clock()),
        "pended",
    )


@blueprint.post("/claims/<int:claim_id>/ask")
def ask(claim_id: int) -> AnyResponse:
    """Ask the provider for information."""
    words = request.form.get("words", "").strip()

    def effect(connection: Connection) -> None:
        if not words:
            raise WrongChoice("Write what you want to know.")
        if len(words) > _LONGEST_QUESTION:
            raise WrongChoice("Ask in at most 2,000 characters.")
        now, minutes = exchange().clock(), deciding.minutes(request.form.get("minutes", ""))
        until = now + timedelta(minutes=minutes) if minutes else None
        communications.ask(connection, claim_id, words, now, until)

    return _on_claim(claim_id, effect, "asked")


@blueprint.post("/claims/<int:claim_id>/pay")
def pay(claim_id: int) -> AnyResponse:
    """Pay this claim, or take money back with a negative amount."""

    def effect(connection: Connection) -> None:
        row, _ = settling.load(connection, claim_id)
        amount = deciding.signed_rials(request.form.get("amount", ""))
        try:
            payments.pay(connection, row.payer, row.sender, {claim_id: amount}, exchange().clock())
        except payments.TooMuch as refusal:
            raise WrongChoice(
                "No more than is owed can be paid, no more than was paid can be taken back."
            ) from refusal

    return _on_claim(claim_id, effect, "paid")


@blueprint.get("/files/<int:file_id>")
def file(file_id: int) -> Response:
    """A file that came with a claim or with the provider's words, to be kept."""
    with exchange().engine.connect() as connection:
        found = files.one(connection, file_id)
    if found is None:
        abort(404)
    answer = Response(bytes(found.body), content_type=found.content_type)
    ending = found.content_type.rsplit("/", 1)[-1]
    answer.headers["Content-Disposition"] = f"attachment; filename=file-{file_id}.{ending}"
    return answer


@blueprint.get("/payers")
def payer_list() -> str:
    """The switches of every payer, debts, and who was turned away."""
    return _payer_page()


@blueprint.post("/payers/<licence>")
def set_payer(licence: str) -> AnyResponse:
    """Set a payer's temper, clock and faults."""
    form = request.form
    wishes = {
        "temper": form.get("temper", ""),
        "delay_seconds": _count("delay_seconds"),
        "latency_ms": _count("latency_ms"),
        "faults": form.getlist("faults"),
        "fault_count": _count("fault_count") if form.get("fault_count") else None,
    }
    if "pay_parts" in form:
        wishes |= _habits()
    try:
        with exchange().engine.begin() as connection:
            if forms.spend(connection) and payers.change(connection, licence, wishes) is None:
                abort(404)
    except payers.WrongSwitch:
        page = _payer_page("Times, counts and percents must be plain numbers.", licence)
        return Response(page, 400)
    return redirect(url_for("console.payer_list", done="switched"), 303)


@blueprint.post("/exchange")
def set_exchange() -> AnyResponse:
    """Switch the whole exchange off or on."""
    with exchange().engine.begin() as connection:
        if forms.spend(connection):
            payers.switch_exchange(connection, down=request.form.get("down") == "1")
    return redirect(url_for("console.payer_list", done="switched"), 303)


@blueprint.post("/payers/<licence>/pay")
def pay_all(licence: str) -> AnyResponse:
    """Pay a provider everything this payer owes."""
    sender, done = request.form.get("sender", ""), "paid"
    with exchange().engine.begin() as connection:
        if forms.spend(connection):
            owed = payments.owed(connection, licence, sender)
            if owed:
                payer = payers.find(connection, licence)
                terms = habits.terms_of(payer) if payer else payments.AS_OWED
                payments.pay(connection, licence, sender, owed, exchange().clock(), terms=terms)
            else:
                done = "nothing"
    return redirect(url_for("console.payer_list", done=done), 303)


@blueprint.get("/script")
def script() -> str:
    """The magic Civil IDs and the reasons for denial."""
    return render_template("script.html", scenarios=scenarios.SCENARIOS, reasons=denials.REASONS)


def _on_claim(claim_id: int, effect: Callable[[Connection], None], done: str) -> AnyResponse:
    """Do something to a claim once, then show it; a wrong choice shows the form again as it was filled."""
    try:
        with exchange().engine.begin() as connection:
            if not deciding.exists(connection, claim_id):
                abort(404)
            if forms.spend(connection):
                effect(connection)
    except WrongChoice as wrong:
        return Response(_claim_page(claim_id, str(wrong)), 400)
    return redirect(url_for("console.claim", claim_id=claim_id, done=done), 303)


def _claim_page(claim_id: int, error: str = "") -> str:
    with exchange().engine.connect() as connection:
        page = desk_views.claim_page(connection, claim_id)
        if page is None:
            abort(404)
        payer = payers.find(connection, page.claim.payer)
    due = desk_views.is_due(page.claim, exchange().clock())
    return render_template(
        "claim.html",
        page=page,
        payer=payer,
        due=due,
        error=error,
        reasons=denials.REASONS,
        zero=ZERO,
        relations=_RELATIONS,
    )


def _payer_page(error: str = "", wrong: str = "") -> str:
    with exchange().engine.connect() as connection:
        return render_template(
            "payers.html",
            payers=payers.everyone(connection),
            tempers=payers.TEMPERS,
            faults=payers.FAULTS,
            down=payers.is_down(connection),
            debts=desk_views.debts(connection),
            refused=desk_views.turned_away(connection),
            error=error,
            wrong=wrong,
        )


def _choice(sequence: int) -> deciding.Choice:
    """What the form says of one line; the buttons for all lines go first."""
    form = request.form
    everywhere = form.get("all", "")
    fields: dict[str, Any] = {
        name: form.get(f"{name}-{sequence}", "").strip()
        for name in ("outcome", "benefit", "reason", "note", "units")
    }
    if everywhere:
        fields |= {"outcome": everywhere, "reason": fields["reason"] or "MNEC-003"}
    return deciding.choice(**fields)


def _habits() -> dict[str, Any]:
    """How a payer is to pay, as the form says."""
    form = request.form
    after = form.get("pay_after_seconds", "").strip()
    return {
        "pay_after_seconds": _count("pay_after_seconds") if after.isdecimal() or not after else -1,
        "pay_parts": _count("pay_parts"),
        "fee_percent": form.get("fee_percent", ""),
        "early_percent": form.get("early_percent", ""),
    }


def _count(name: str) -> int | None:
    return request.form.get(name, type=int)
