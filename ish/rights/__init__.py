"""What people may ask of us about their own data: a copy, a correction, a restriction; may import oversight and below."""
