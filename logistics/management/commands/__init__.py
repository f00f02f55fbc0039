"""Commands of the upper storey."""
