"""Papers: files under the tenant's key, each linked to what it belongs to."""
