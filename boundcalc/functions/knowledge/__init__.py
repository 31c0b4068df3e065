"""Functions of what an attacker knows, and of known tables."""
