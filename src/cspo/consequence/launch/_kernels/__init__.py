"""Kernels of launch access: numbers in, numbers out."""
