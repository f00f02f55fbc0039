"""The demonstration: ISH 2027 with invented people, as of a stage of its season; and seasons of any size for trying things out."""
