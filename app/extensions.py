"""The extensions that need one instance for the whole application."""

from __future__ import annotations

from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from app.kernel.db import db

babel = Babel()
csrf = CSRFProtect()
login = LoginManager()

__all__ = ["babel", "csrf", "db", "login"]
