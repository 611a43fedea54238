"""Write a first rulebook from the city's history."""
