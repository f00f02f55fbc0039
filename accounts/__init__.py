"""Who you are: identity, sign-in, second factor, language and time zone, and the registry of roles; imports nothing of ours."""
