"""The pages of the contact log: lists, one entry, writing, the morning list."""
