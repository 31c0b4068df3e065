"""What information says of every test."""
