"""Papers that people hand in: kinds, versions, checks, sealed files; may import people and below."""
