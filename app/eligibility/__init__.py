"""Is this patient covered today?"""
