"""Checking a claim before it is sent: one rule, one function; all findings at once."""

from __future__ import annotations

from app.claims.scrubbing.catalogue import EDITS, check

__all__ = ["EDITS", "check"]
