"""Survey designs, replicate weights, and the estimates that they give."""
