"""conjunction/_kernels."""
