"""Mail to people outside: a port. By SMTP where the installation has it, else kept for the outbox page of a trial."""
