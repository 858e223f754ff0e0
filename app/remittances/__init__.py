"""Money: payments of insurers, what each line came to, the bank, and what patients paid."""
