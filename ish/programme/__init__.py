"""Programmes, editions, phases, nominating bodies, places and organisers; may import desk and below."""
