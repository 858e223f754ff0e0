"""The first page, and what a load balancer asks."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from app.going_live.rules import is_green
from app.home.work import TONES, work_for
from app.kernel import migrations
from app.kernel.authz import can, public, requires, the_actor
from app.kernel.db import db
from app.kernel.web import page
from app.practice.rehearsal import Line, counts, lines
from app.tenants.queries import tenant

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires("home.view")
def index() -> Response:
    """Only what needs a person, sorted by days left and money."""
    return page(
        "home/index.html", work=work_for(the_actor()), tones=TONES, rehearsal=_still_to_rehearse()
    )


def _still_to_rehearse() -> list[Line]:
    """The rehearsal list of who practises; nothing once everything is green."""
    if not tenant().practice_mode or not can("practice.view"):
        return []
    done = counts()
    return [] if is_green(done) else lines(done)


@blueprint.get("/healthz/live")
@public("a load balancer asks whether the process answers; nothing is told")
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@blueprint.get("/healthz/ready")
@public("a load balancer asks whether work can be taken; nothing is told")
def ready() -> Response:
    """Work can be taken: the database answers and is at the newest migration."""
    at = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    is_ready = at == migrations.head()
    answer = jsonify(status="ready" if is_ready else "migrating")
    answer.status_code = 200 if is_ready else 503
    return answer
