"""Plans that know when they are wrong: their assumptions, asked of the picture as it changes.

`PICTURE` is what an assumption may ask (`vocabulary`), `PictureWorld` answers from a
node's `Books` at one instant.
"""

from __future__ import annotations

from cspo.operations.plan.books import Books, FeedHeard
from cspo.operations.plan.falling_due import all_falling_due
from cspo.operations.plan.reading_picture import PictureWorld
from cspo.operations.plan.said import SaidBook
from cspo.operations.plan.vocabulary import PICTURE

__all__ = ["PICTURE", "Books", "FeedHeard", "PictureWorld", "SaidBook", "all_falling_due"]
