"""The loops of the screening: numbers in, numbers and counts out."""
