"""The handbook and the house rules of an edition, also without network; may import contacts and below."""
