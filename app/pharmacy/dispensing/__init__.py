"""Handing medicines out: supplies, what is owed, reversals, claims of what was supplied."""
