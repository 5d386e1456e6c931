"""The loops over pairs of objects and pieces: numbers in, numbers and counts out."""
