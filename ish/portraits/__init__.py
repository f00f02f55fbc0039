"""A picture of a person, framed by themself, and what they allow it to be used for; may import documents and below."""
