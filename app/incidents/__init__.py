"""Trouble of the service, told to everybody: dated, in both languages."""
