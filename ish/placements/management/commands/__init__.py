"""Commands of the placements app."""
