"""Functions of released means and sufficient statistics."""
