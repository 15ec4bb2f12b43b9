"""The law, place by place; the tree of modules is the administrative tree."""
