"""What the check of the wall between tenants found, and when."""

from __future__ import annotations

from flask import Response

from app.kernel.authz import requires
from app.kernel.web import page
from app.platform_admin.views.pages import blueprint
from app.platform_admin.wording import WALLS
from app.tenants import walls as checks

COMMAND = "flask platform check-walls"


@blueprint.get("/walls")
@requires("desk.view")
def walls() -> Response:
    """The newest result, since when all is well, and how to check again."""
    newest = checks.latest()
    return page(
        "platform_admin/walls.html",
        newest=newest,
        since=checks.since(),
        words=WALLS,
        command=COMMAND,
    )
