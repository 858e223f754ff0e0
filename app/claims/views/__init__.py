"""The pages of claims."""

from __future__ import annotations

from app.claims.views import entry, listing, papers, sending, showing
from app.claims.views.desk import blueprint

__all__ = ["blueprint", "entry", "listing", "papers", "sending", "showing"]
