"""The first page, and what a load balancer asks."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from app.home.work import TONES, work_for
from app.kernel import migrations
from app.kernel.authz import public, requires, the_actor
from app.kernel.db import db
from app.kernel.web import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires("home.view")
def index() -> Response:
    """Only what needs a person, sorted by days left and money."""
    return page("home/index.html", work=work_for(the_actor()), tones=TONES)


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
