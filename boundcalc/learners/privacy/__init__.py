"""Learners with a privacy guarantee."""
