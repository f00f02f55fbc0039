"""The contact log: what was said, written and promised about somebody or something; may import programme and below."""
