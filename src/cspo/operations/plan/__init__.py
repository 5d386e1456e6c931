"""Plans that know when they are wrong: their assumptions, asked of the picture as it changes.

`PICTURE` is what an assumption may ask (`vocabulary`), `PictureWorld` answers from a
node's books (`reading_picture`).
"""

from __future__ import annotations

from cspo.operations.plan.reading_picture import Books, FeedHeard, PictureWorld
from cspo.operations.plan.vocabulary import PICTURE

__all__ = ["PICTURE", "Books", "FeedHeard", "PictureWorld"]
