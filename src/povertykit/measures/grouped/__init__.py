"""Poverty and inequality from published groups, by fitted Lorenz curves."""
