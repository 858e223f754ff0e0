"""What may be done with reports."""

from __future__ import annotations

from app.kernel.authz import declare
from app.kernel.words import N_

declare(
    reports__view=N_("See reports"),
    reports__export=N_("Download reports"),
    reports__share=N_("Share saved views with a role"),
)
