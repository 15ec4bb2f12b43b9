"""Poverty in many dimensions, by the method of Alkire and Foster."""
