"""The pharmacy counter: medicines, their stock, and what is supplied."""
