"""Independent reference implementations, written from the definitions.

Everything here must stay naive: exact fractions and enumeration where the value is rational, high-precision
quadrature where it is not. No closed form of the library is used, except in functions whose name says so, and
nothing here may import the library.
"""
