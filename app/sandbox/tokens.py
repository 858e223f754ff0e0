"""Access tokens: signed, short-lived, readable by every process without a look-up."""

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from app.sandbox.config import Client


def issue(client: Client, secret: bytes, now: datetime, seconds: int) -> str:
    """A bearer token for a client."""
    until = int((now + timedelta(seconds=seconds)).timestamp())
    body = base64.urlsafe_b64encode(json.dumps([client.id, until]).encode()).decode()
    return f"{body}.{_sign(body, secret)}"


def client_of(token: str, secret: bytes, now: datetime) -> str | None:
    """The client id a token was issued to, or None when it is forged, damaged or expired."""
    body, _, signature = token.partition(".")
    if not hmac.compare_digest(_sign(body, secret).encode(), signature.encode()):
        return None
    try:
        client_id, until = json.loads(base64.urlsafe_b64decode(body))
    except (ValueError, binascii.Error):
        return None
    return str(client_id) if now.timestamp() < int(until) else None


def find_client(clients: tuple[Client, ...], client_id: str, secret: str) -> Client | None:
    """The client with this id and secret; compares in constant time."""
    return next(
        (
            client
            for client in clients
            if hmac.compare_digest(client.id.encode(), client_id.encode())
            and hmac.compare_digest(client.secret.encode(), secret.encode())
        ),
        None,
    )


def _sign(body: str, secret: bytes) -> str:
    return hmac.new(secret, b"token:" + body.encode(), hashlib.sha256).hexdigest()
