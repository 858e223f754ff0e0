"""Support access: granted by the owner, approved by two of the operator, read-only, short, and told page by page."""
