"""The tenant's first page: what waits for whom."""
