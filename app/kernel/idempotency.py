"""The same form token again gives the first result; with another body it is refused.

The key is claimed in the request's own transaction: a second request with the same
token waits for the first to commit, and then finds its result.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Flask, Response, abort, current_app, g, make_response, request
from sqlalchemy import TextClause, text

from app.kernel.authz import current_actor, sign_of
from app.kernel.db import db, on_platform, only_reads

FIELD = "_once"
HEADER = "Idempotency-Key"
_UNHASHED = frozenset({FIELD, "csrf_token"})


@dataclass(frozen=True)
class Results:
    """Where first results are kept: of tenants' people, or of the operator's."""

    claim: TextClause
    first: TextClause
    keep: TextClause


OF_TENANTS = Results(
    claim=text(
        "INSERT INTO idempotency_results (tenant_id, key, user_id, endpoint, body_mac) "
        "VALUES (:tenant_id, :key, :user_id, :endpoint, :body_mac) ON CONFLICT DO NOTHING"
    ),
    first=text(
        "SELECT endpoint, body_mac, status, location FROM idempotency_results "
        "WHERE tenant_id = :tenant_id AND user_id = :user_id AND key = :key"
    ),
    keep=text(
        "UPDATE idempotency_results SET status = :status, location = :location "
        "WHERE tenant_id = :tenant_id AND user_id = :user_id AND key = :key"
    ),
)
OF_PLATFORM = Results(
    claim=text(
        "INSERT INTO platform_results (key, person_id, endpoint, body_mac) "
        "VALUES (:key, :user_id, :endpoint, :body_mac) ON CONFLICT DO NOTHING"
    ),
    first=text(
        "SELECT endpoint, body_mac, status, location FROM platform_results "
        "WHERE person_id = :user_id AND key = :key"
    ),
    keep=text(
        "UPDATE platform_results SET status = :status, location = :location "
        "WHERE person_id = :user_id AND key = :key"
    ),
)


def new_token() -> str:
    """A fresh form token."""
    return str(uuid4())


def once_per_token(app: Flask) -> None:
    """Guard every unsafe, signed route of a signed-in person."""
    app.before_request(_claim)
    app.after_request(_keep)


def _claim() -> Response | None:
    g.once = None
    actor = current_actor()
    if only_reads() or actor is None or request.endpoint is None:
        return None
    sign = sign_of(current_app, request.endpoint)
    if sign is None or sign.permission is None:
        return None
    keys = {
        "tenant_id": actor.tenant_id,
        "user_id": actor.user_id,
        "key": _token(),
        "endpoint": request.path,
        "body_mac": _body_mac(),
    }
    if db.session.execute(_results().claim, keys).rowcount == 1:  # type: ignore[attr-defined]
        g.once = keys
        return None
    return _first_result(keys)


def _results() -> Results:
    return OF_PLATFORM if on_platform.get() else OF_TENANTS


def _token() -> str:
    raw = request.form.get(FIELD) or request.headers.get(HEADER) or ""
    try:
        return str(UUID(raw))
    except ValueError:
        abort(400)


def _body_mac() -> str:
    """A keyed hash of what was sent, so that the table holds nothing that could be guessed from it."""
    digest = hmac.new(current_app.secret_key.encode(), digestmod=hashlib.sha256)  # type: ignore[union-attr]
    for name in sorted(request.form):
        if name in _UNHASHED:
            continue
        for value in request.form.getlist(name):
            digest.update(f"{len(name)}:{name}={len(value)}:{value};".encode())
    for name in sorted(request.files):
        for upload in request.files.getlist(name):
            digest.update(f"{name}:{hashlib.sha256(upload.stream.read()).hexdigest()};".encode())
            upload.stream.seek(0)
    if request.is_json:
        digest.update(request.get_data())
    return digest.hexdigest()


def _first_result(keys: dict[str, object]) -> Response:
    row = db.session.execute(_results().first, keys).one_or_none()
    if row is None or row.endpoint != keys["endpoint"] or row.body_mac != keys["body_mac"]:
        abort(409)
    response = make_response("", row.status)
    if row.location:
        response.headers["Location"] = row.location
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _keep(response: Response) -> Response:
    keys = g.get("once")
    if keys is not None and response.status_code < 400:
        db.session.execute(
            _results().keep, {**keys, "status": response.status_code, "location": response.location}
        )
    return response
