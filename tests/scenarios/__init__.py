"""The hard days of the year, from beginning to end."""
