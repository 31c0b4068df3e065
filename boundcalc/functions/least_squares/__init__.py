"""Functions of released regressions."""
