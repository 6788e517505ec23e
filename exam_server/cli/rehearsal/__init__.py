"""Bot candidates that walk the real way over the network, for rehearsing a room and for the bench."""
