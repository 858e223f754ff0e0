"""What a prescriber ordered, and how much of it was handed out."""
