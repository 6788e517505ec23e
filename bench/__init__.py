"""Measures the served product, `make bench`: every figure as a ratio to a limit that is measured beside it."""
