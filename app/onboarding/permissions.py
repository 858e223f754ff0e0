"""Nobody needs a right here: an applicant has no account yet, and sees what the own link opens."""
