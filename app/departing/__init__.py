"""Leaving with everything: the whole house as one file at any time, and the end of an account."""
