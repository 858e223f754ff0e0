"""Tests of patients work in a tenant between requests, never around them."""

from __future__ import annotations

from tests.clinics import inside

__all__ = ["inside"]
