"""What a search question means: worked out once, for whichever engine answers."""
