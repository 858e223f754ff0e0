"""Questions and answers with a payer: one thread per subject, against the payer's clock."""
