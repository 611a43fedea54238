"""How the city fares: requests counted, times measured, one period against the one before."""
