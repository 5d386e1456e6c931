"""dynamics/_kernels."""
