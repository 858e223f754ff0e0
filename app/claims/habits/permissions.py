"""Habits ask for what claims ask for: who enters claims keeps templates and favourites."""

from __future__ import annotations

from app.claims import permissions

__all__ = ["permissions"]
