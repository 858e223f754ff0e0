"""The blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("prescribing", __name__)
