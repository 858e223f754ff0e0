"""Who did what to what, when: append only, chained by hashes, one chain per tenant."""
