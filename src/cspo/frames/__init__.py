"""frames."""

from cspo.frames.frame import Frame

__all__ = ["Frame"]
