"""What every package may use; no word of the domain stands in here."""
