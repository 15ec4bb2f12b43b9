"""How unequal welfare is: coefficients, curves, quantiles and their decomposition."""
