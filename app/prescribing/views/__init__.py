"""The pages of the prescriptions that a clinic writes."""

from __future__ import annotations

from app.prescribing.views import showing, writing
from app.prescribing.views.pages import blueprint

__all__ = ["blueprint", "showing", "writing"]
