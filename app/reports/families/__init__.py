"""One file for each family of reports."""
