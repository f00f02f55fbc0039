"""What a student adds before the school decides, by signed link: motivation, papers, a referee; may import nominations and below."""
