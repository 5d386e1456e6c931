"""Assessments and risk: what may happen to what a nation has, how likely, and who thinks so."""

from __future__ import annotations

from cspo.operations.assess.assessed import Assessed, Opinion, Standing
from cspo.operations.assess.book import AssessBook
from cspo.operations.assess.chance import Chance, any_of, any_of_each, fewer_than, shortfall

__all__ = [
    "AssessBook", "Assessed", "Chance", "Opinion", "Standing", "any_of", "any_of_each",
    "fewer_than", "shortfall",
]  # fmt: skip
