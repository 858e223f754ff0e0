"""The pages about patients."""

from __future__ import annotations

from app.patients.views import covers, person, registering, searching
from app.patients.views.pages import blueprint

__all__ = ["blueprint", "covers", "person", "registering", "searching"]
