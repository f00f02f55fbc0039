"""Bad input, and trouble."""
