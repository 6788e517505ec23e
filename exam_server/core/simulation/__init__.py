"""Simulations: the script, the run as a fold of events, and a view of it for each audience."""
