"""Pure functions of operands, without a legal constant: what provisions of every place are written with.

Each runs on ints, arrays, intervals and traced operands alike, and is read by `@provision` like the rule that calls it.
"""
