"""Who is treated, and who pays for them."""
