"""What may be done with the line to the insurers."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    exchange__view=N_("See the connection to the exchange and its messages"),
    exchange__raw=N_("Read messages as they went over the wire"),
    exchange__release=N_("Release held messages and take up parked ones"),
)
