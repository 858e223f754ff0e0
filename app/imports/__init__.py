"""Lists that come in: read, understood, previewed, imported by the worker, undone within a day."""
