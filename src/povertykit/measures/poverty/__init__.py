"""How many are poor, how deeply and how unequally: indices of poverty, their lines and curves."""
