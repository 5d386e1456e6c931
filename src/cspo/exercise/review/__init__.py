"""The after-action review, made by machine from what an exercise left in its folder."""

from __future__ import annotations

from cspo.exercise.review.values import Review

__all__ = ["Review"]
