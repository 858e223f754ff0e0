"""The blueprint of the desk, and what every page of it needs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.kernel.authz import current_actor
from app.platform_admin import menu

blueprint = Blueprint("platform_admin", "app.platform_admin.views")


@blueprint.context_processor
def frame() -> dict[str, Any]:
    """The menu at the side."""
    actor = current_actor()
    return {"navigation": menu.links(actor) if actor else ()}
