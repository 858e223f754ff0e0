"""The pages of batches."""

from __future__ import annotations

from app.batches.views import fixing, papers, preparing, showing
from app.batches.views.desk import blueprint

__all__ = ["blueprint", "fixing", "papers", "preparing", "showing"]
