"""Starts all that the house needs on one machine, keeps it running, and stops it."""
