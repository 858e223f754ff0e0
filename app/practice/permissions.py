"""The permissions stand with what they open: on the way out of practice."""

from app.going_live import permissions

__all__ = ["permissions"]
