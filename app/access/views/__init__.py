"""Pages of the door, the account and the people."""

from app.access.views import account, door, factors, inviting, people, proving
from app.access.views.pages import blueprint

__all__ = ["account", "blueprint", "door", "factors", "inviting", "people", "proving"]
