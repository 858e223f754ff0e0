"""The way out by SMTP, always encrypted except to this very machine."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from app.config import LOOPBACK

SECONDS = 30
SUBMISSION, SMTPS = 587, 465


def hand_in(url: str, letter: EmailMessage) -> None:
    """Give a letter to the mail server; raises OSError or SMTPException when it is not taken."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    with _connected(parts.scheme, host, parts.port) as server:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or SMTPS, timeout=SECONDS, context=trusted)
    server = smtplib.SMTP(host, port or SUBMISSION, timeout=SECONDS)
    if host not in LOOPBACK:
        server.starttls(context=trusted)
    return server
