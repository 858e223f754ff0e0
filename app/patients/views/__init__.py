"""The pages about patients."""

from __future__ import annotations

from app.patients.views import allergies, covers, person, registering, searching
from app.patients.views.pages import blueprint

__all__ = ["allergies", "blueprint", "covers", "person", "registering", "searching"]
