"""What a student adds before the school decides, by signed link: motivation, papers, a referee; imports nominations and below."""
