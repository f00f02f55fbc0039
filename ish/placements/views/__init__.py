"""The pages of this app, one module a reader or a matter."""
