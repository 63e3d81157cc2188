"""Tools that do nothing before the user has approved it."""
