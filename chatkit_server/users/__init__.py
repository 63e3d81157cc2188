"""Users as back ends see them: what comes into their threads, all that they have, and its end."""
