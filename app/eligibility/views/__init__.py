"""The pages about cover."""

from __future__ import annotations

from app.eligibility.views import answers, asking, listing
from app.eligibility.views.pages import blueprint

__all__ = ["answers", "asking", "blueprint", "listing"]
