"""Pages of the door, the account and the people."""

from __future__ import annotations

from app.access.views import account, door, people
from app.access.views.pages import blueprint

__all__ = ["account", "blueprint", "door", "people"]
