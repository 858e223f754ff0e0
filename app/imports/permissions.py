"""What may be done with imports; each kind asks for the right to change its own records besides."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(imports__write=N_("Import lists"))
