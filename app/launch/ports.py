"""Ports of 127.0.0.1 for those who answer there."""

from __future__ import annotations

import socket
from collections.abc import Container

TRIES = 100


class NoFreePort(RuntimeError):
    """Every port tried is taken."""


def next_free(wanted: int, *, taken: Container[int] = ()) -> int:
    """The wanted port, else the first free one above it."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if port not in taken and _is_free(port):
            return port
    raise NoFreePort(f"No port of 127.0.0.1 from {wanted} to {wanted + TRIES - 1} is free.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server itself does: connections just closed do not keep the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
