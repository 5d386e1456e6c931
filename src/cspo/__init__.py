"""cspo: open software for Combined Space Operations.

Science (time, frames, orbits, dynamics, conjunction) knows orbits and nothing
of marks, keys, disk or network; it can be used alone as a library. See the
architecture page of the documentation for the whole house.
"""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
