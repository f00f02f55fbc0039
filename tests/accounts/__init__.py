"""Who you are: ways in, refusals, roles, language and zone."""
