"""The front door: an establishment applies, and follows its application. Knows no patient and no claim."""
