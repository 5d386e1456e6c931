"""Writes ``docs/reference/plan-vocabulary.md`` from the vocabulary of the picture itself.

``python docs/_ext/plan_vocabulary.py`` writes the page; a test fails while the page is not
what this would write.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

from plan_language import vocabulary_table

from cspo.node.http.routes.plans import EXAMPLES
from cspo.operations.plan import PICTURE

__all__ = ["PAGE", "render"]

PAGE: Final = Path(__file__).resolve().parents[1] / "reference" / "plan-vocabulary.md"

_PAGE: Final = """\
<!-- Written by docs/_ext/plan_vocabulary.py from the vocabulary itself: edit that. -->
# What an assumption may ask

The functions that plans, policies, obligations and the conditions of scenarios may call, in
[the language of assumptions](plan-language.md). A parameter in brackets may be left out. A value
that is not known is unknown and says why; where sources differ it is a band.

{table}

## Examples

{examples}

## What the picture can't know

- `max_pc` and `miss_distance` look as far ahead as an asset is screened. All objects are as far as
  `window_h` in [node.toml](node-config.md); what plans in force, obligations and `assets.toml` name
  as far as is asked, at most 32 objects; of the others the reading says so
  ([why](../decisions/0070-a-few-objects-days-ahead.md)). The reading says which screening that
  was, how far it looked and how wide. What lies beyond is unknown, and what was found is a
  bound. A horizon may end an hour after the window, which moves in steps.
- An asset that is screened and meets nothing within the screening distance has `max_pc` 0: what
  passes farther off is not counted, however uncertain its orbit, and the reading says so.
- Days ahead a probability from element sets is small even of a sure meeting: their error grows, to
  kilometres in a few days, and spreads it. A limit of 1e-4 for the coming week tells of objects
  whose orbits are well known that far ahead, and of large ones; `miss_distance` tells of all.
- Where a partner by whose orbits the node goes is silent, both are unknown. A partner is silent
  after `silence_s`.
- A report of readiness says nothing after its `until_utc`; a qualification that has expired makes
  *limited* what is reported ready.
- `records` counts at most the last 4,096 of a kind and party.
"""


def render() -> str:
    """The page."""
    examples = "\n".join(f"- `{EXAMPLES[each.name]}`" for each in PICTURE)
    return _PAGE.format(table=vocabulary_table(PICTURE), examples=examples)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
