"""The invitation of an owner who has not come yet: sent again, by a worker."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.access import inviting_again
from app.kernel.authz import requires
from app.kernel.web import go, refusals_said, say
from app.platform_admin import tenants
from app.platform_admin.views.pages import blueprint


@blueprint.post("/tenants/<uuid:tenant_id>/owner")
@requires("desk.decide")
def invite_owner_again(tenant_id: UUID) -> Response:
    """A new letter with a new link; the old one opens nothing from then on."""
    one = tenants.tenant(tenant_id)
    with refusals_said():
        inviting_again.ask_again(one.id)
        say(
            _(
                "The invitation is sent again within a minute. The link of the letter before it stops working."
            )
        )
    return go("platform_admin.tenant", tenant_id=one.id)
