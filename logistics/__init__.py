"""How you get here and stay, and what joins all storeys; may import everything below."""
