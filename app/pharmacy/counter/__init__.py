"""The one screen of the counter."""
