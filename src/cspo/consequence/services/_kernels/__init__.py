"""What is in view of the ground, and how well it fixes a place: numbers in, numbers out."""
