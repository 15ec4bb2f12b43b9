"""Guangdong Province (440000): the cities whose documents are implemented."""
