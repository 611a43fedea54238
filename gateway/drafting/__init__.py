"""A first rulebook from the city's own past requests. Pure: it reads requests and yields text."""
