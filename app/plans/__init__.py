"""Plans, usage, seats, invoices and payments: what the operator sells and what a tenant owes."""
