"""Exercises: a scenario and its world, played on the very same nodes, and reviewed by machine."""

from __future__ import annotations
