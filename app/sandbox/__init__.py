"""The simulated exchange: a program of its own that stands in for Dhamani and its payers."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from app.sandbox import card_desk, console, control, control_money, database, gateway, pages
from app.sandbox.config import Settings
from app.sandbox.runtime import Exchange, install


def create_app(
    settings: Settings | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    pause: Callable[[float], None] = time.sleep,
) -> Flask:
    """The simulator as a WSGI application; settings come from the environment unless given."""
    settings = settings or Settings.from_environment()
    engine = database.connect(settings)
    database.create(engine)
    app = Flask(__name__, template_folder="templates", static_folder="static")
    install(app, Exchange(settings, engine, database.secret(engine), clock, pause))
    app.register_blueprint(gateway.blueprint)
    app.register_blueprint(control.blueprint)
    app.register_blueprint(control_money.blueprint)
    app.register_blueprint(console.blueprint)
    app.register_blueprint(card_desk.blueprint)
    pages.dress(app)
    return app
