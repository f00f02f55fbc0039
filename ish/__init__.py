"""The school's year, from the first nomination to the last certificate; this file imports nothing."""
