"""What was given out to let somebody in: API keys, client secrets, and a record of who did what."""
