"""Coordinators, nominations and the school's decisions; may import people and below."""
