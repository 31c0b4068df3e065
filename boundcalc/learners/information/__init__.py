"""Learners of bounded information."""
