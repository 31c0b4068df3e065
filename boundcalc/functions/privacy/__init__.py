"""Privacy profiles as functions."""
