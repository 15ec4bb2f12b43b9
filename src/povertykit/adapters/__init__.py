"""Registers in other shapes than arrays and CSV: data frames, Arrow, Parquet, Excel, and the engines that run on them.

Nothing here is loaded until such a register arrives; each module says which extra it needs.
"""
