"""Prescriptions on their way from a prescriber to a pharmacy."""
