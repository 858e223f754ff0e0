"""Arriving: the session a browser carries from here on, and the page where one goes on."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, make_response, redirect, request, session, url_for
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from app.access import devices, queries, recognising, service, sessions
from app.access.errors import TooBusy, TooManyTries
from app.access.forms import FactorForm, UnlockForm
from app.access.roles import first_page_of
from app.kernel.web import go, local_path

FIRST_PAGE = "/"


def open_session(user_id: UUID, tenant_id: UUID, *, proven: bool = True) -> None:
    """A new session in this browser; whatever it carried before ends.

    Only the language chosen at the door comes along, and is the person's once it is known who they are.
    """
    chosen = session.get("language")
    place = devices.place_of(address())
    token = sessions.start(user_id, tenant_id, device=device(), place=place, proven=proven)
    sessions.carry(token, user_id)
    if chosen and proven:
        service.choose_language(user_id, chosen)
    elif chosen:
        session["language"] = chosen


def arrive(user_id: UUID, tenant_ids: tuple[UUID, ...], target: str | None) -> Response:
    """Signed in for good: to where the person was going, or where the day begins."""
    open_session(user_id, tenant_ids[0])
    is_one = len(tenant_ids) == 1
    response = to(target or _begins(user_id, tenant_ids[0])) if is_one else go("access.workplaces")
    _remember_device(response, user_id, tenant_ids[0])
    return response


def go_on(form: UnlockForm | FactorForm) -> Response:
    """Back to the parked form, or to the page that was not opened."""
    try:
        return go("access.resume", parked_id=UUID(form.parked.data or ""))
    except ValueError:
        return to(form.next.data)


def to(target: str | None) -> Response:
    """To a page of ours."""
    return make_response(redirect(local_path(target, FIRST_PAGE), code=303))


def device() -> str:
    """The browser's own name of itself, for the list of devices."""
    return request.user_agent.string[:200]


def address() -> str:
    """Where the request comes from, for slowing down guesses."""
    return request.remote_addr or ""


def later(refusal: TooManyTries | TooBusy) -> TooManyRequests | ServiceUnavailable:
    """The answer that says when to try again."""
    if isinstance(refusal, TooManyTries):
        return TooManyRequests(retry_after=refusal.wait)
    return ServiceUnavailable(retry_after=5)


def _remember_device(response: Response, user_id: UUID, tenant_id: UUID) -> None:
    """Another cookie than the session's: it opens nothing, and outlives sign-outs."""
    is_https = current_app.config["SESSION_COOKIE_SECURE"]
    name = "__Host-maqbul-device" if is_https else "maqbul-device"
    place = devices.place_of(address())
    held = recognising.greet(user_id, tenant_id, request.cookies.get(name, ""), device(), place)
    response.set_cookie(
        name, held, max_age=recognising.REMEMBERED, httponly=True, secure=is_https, samesite="Lax", path="/",
    )  # fmt: skip


def _begins(user_id: UUID, tenant_id: UUID) -> str:
    """The page where this person's day begins."""
    roles = {place.tenant_id: place.role for place in queries.workplaces(user_id)}
    return url_for(first_page_of(roles.get(tenant_id, "")))
