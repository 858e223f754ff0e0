"""The pages of disputes."""

from __future__ import annotations

from app.disputes.views import choosing, listing, papers, showing
from app.disputes.views.desk import blueprint

__all__ = ["blueprint", "choosing", "listing", "papers", "showing"]
