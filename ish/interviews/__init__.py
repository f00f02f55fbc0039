"""Interviews: when they can be, who is invited, who sits on the panel, and how they went."""
