"""Who works on what: leases, so that two people never put the same thing right."""
