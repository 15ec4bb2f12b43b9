"""Side-by-side measurements: ratios in one run, medians, the losses too. Nothing here is asserted in tests."""
