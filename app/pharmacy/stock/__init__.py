"""Batches on the shelf: what came, what went, what is kept back and why."""
