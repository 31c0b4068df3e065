"""Learners known by their losses."""
