"""China: the national rules, and the provinces with what stands under them."""
