"""What is connected to what: which verb answers which reply, what stands in the banner."""

from __future__ import annotations

from typing import Any

from flask import Flask


def connect(app: Flask) -> None:
    """Tell the exchange who answers its replies, and the patient's page who has a timeline."""


def banner() -> dict[str, Any] | None:
    """What everybody must know now about the line to the insurers, or None."""
    return None
