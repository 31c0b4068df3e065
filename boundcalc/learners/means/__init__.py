"""Learners that release means and sufficient statistics."""
