"""The pages of the front door."""

from app.onboarding.views import confirming, papers, start
from app.onboarding.views.pages import blueprint

__all__ = ["blueprint", "confirming", "papers", "start"]
