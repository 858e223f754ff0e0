"""Leaving practice: what is forgotten with it, who asks to go live, and the one moment in which a tenant does."""
