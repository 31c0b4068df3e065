"""What a model that somebody has fitted leaks: its own columns, its own rows."""
