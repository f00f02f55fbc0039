"""What we know of a person, section by section; may import nominations and below."""
