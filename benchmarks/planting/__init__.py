"""Believable claims with planted faults: what the checker must find, and nothing beside it."""
