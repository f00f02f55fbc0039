"""What participants and their guardians agree to, each by itself, and the guardian's seat; may import profiles and below."""
