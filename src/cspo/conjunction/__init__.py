"""conjunction."""
