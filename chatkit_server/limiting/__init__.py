"""How much anyone may ask of the server: counters, and what is counted."""
