"""What may be done on the way out of practice."""

from __future__ import annotations

from app.kernel.authz import declare
from app.kernel.words import N_

declare(
    practice__view=N_("See the rehearsal list and the practice patients"),
    practice__reset=N_("Remove everything practised, and rehearse an outage"),
    practice__go_live=N_("Ask to go live"),
)
