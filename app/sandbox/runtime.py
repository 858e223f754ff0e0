"""What one running simulator holds: settings, pool, signing key, clock and the way it waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import Connection, Engine

from app.sandbox.config import Client, Settings

_KEY = "sandbox"


@dataclass(frozen=True)
class Exchange:
    """The running exchange; clock gives aware moments, pause waits for seconds."""

    settings: Settings
    engine: Engine
    secret: bytes
    clock: Callable[[], datetime]
    pause: Callable[[float], None]

    def glance(self) -> Connection:
        """A connection for single reads, without the two ways a transaction costs."""
        return self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def client(self, client_id: str) -> Client | None:
        return next((c for c in self.settings.clients if c.id == client_id), None)


def install(app: Flask, exchange: Exchange) -> None:
    app.extensions[_KEY] = exchange


def exchange() -> Exchange:
    """The exchange of the current application."""
    found: Exchange = current_app.extensions[_KEY]
    return found
