"""A mail is a row before it is a message; may import privacy and everything below it."""
