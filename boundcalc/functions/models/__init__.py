"""What the models that people fit leak."""
