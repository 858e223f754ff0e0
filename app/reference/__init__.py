"""Knowledge shared by all tenants and owned by none: payers, code systems, codes."""
