"""What a bank writes: amounts and days in cells, statements, and numbers in a transfer's text. Pure."""
