"""The blueprint all pages of access hang on."""

from __future__ import annotations

from flask import Blueprint

from app.access.parking import forget_used

blueprint = Blueprint("access", "app.access.views")
# Blueprints are registered after the commit was hung, so this answers before it.
blueprint.after_app_request(forget_used)
