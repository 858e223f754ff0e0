"""Measures of the house against ceilings taken in the same run. Nothing here fails for being slow."""
