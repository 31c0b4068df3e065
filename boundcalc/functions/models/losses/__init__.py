"""The losses that M-estimators minimise, one a file."""
