"""Claims sent together at the month's end: checked before, confirmed, followed, reported."""
