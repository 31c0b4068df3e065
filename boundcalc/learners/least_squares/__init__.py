"""Learners that release regressions."""
