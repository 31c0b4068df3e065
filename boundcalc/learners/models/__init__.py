"""Learners that people fit: neighbours, votes, copies."""
