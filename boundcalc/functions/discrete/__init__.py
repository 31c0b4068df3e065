"""Functions of discrete data: binomial hockey sticks, mean deviations, the diversity constant."""
