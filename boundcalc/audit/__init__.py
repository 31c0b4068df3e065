"""From records to a statement."""
