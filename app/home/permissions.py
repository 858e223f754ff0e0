"""What may be done on the first page."""

from __future__ import annotations

from app.kernel.authz import declare
from app.kernel.words import N_

declare(home__view=N_("See what needs you"))
