"""The after-action review, made by machine from what an exercise left in its folder.

`gather` reads a play's folder into one value, `Left`: scenario, truth, recording, and when each
nation's store took in which record. `for_audience` takes away what an audience may not have, and
whatever follows is made of the rest alone. `concern` says which records are about what truly
happened, `stages` when each nation could have known, knew, warned, released, acknowledged and
acted; `people` lists each step of a person, and decisions beside what was known then; `measures`
holds all that against what was expected, and `improving` makes the plan.
"""

from __future__ import annotations

from cspo.exercise.review.left import Left
from cspo.exercise.review.make import review, review_of
from cspo.exercise.review.values import Review, Stage, Verdict

__all__ = ["Left", "Review", "Stage", "Verdict", "review", "review_of"]
