"""Need to know."""
