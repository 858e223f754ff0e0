"""Identifiers that grow with time, so that new rows sit side by side in their indexes."""

from __future__ import annotations

import os
import time
from uuid import UUID

# Stands where a tenant's id stands, for what concerns the operator of the installation alone.
PLATFORM = UUID(int=1)


def new_id() -> UUID:
    """A UUID of version 7: 48 bits of milliseconds, then random bits."""
    value = int.from_bytes((time.time_ns() // 1_000_000).to_bytes(6, "big") + os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)
