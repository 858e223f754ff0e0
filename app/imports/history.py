"""The only writer of an import's status: each step goes into the audit chain."""

from __future__ import annotations

from typing import Any

from app.imports.models import DataImport
from app.imports.states import IMPORT
from app.kernel.clock import now
from app.tenants.history import History

SUBJECT = "import"
HISTORY = History(SUBJECT)


def move(one: DataImport, event: str, **details: Any) -> str:
    """Let an event happen to the import; raises NotPossible."""
    one.touched_at = now()
    return HISTORY.move(IMPORT, one, event, {"kind": one.kind, **details})
