"""Drag averaged over a revolution, and orbits that come down by it: numbers in, numbers out."""
