"""conjunction/probability."""
