"""Languages: texts for people, in the words of the field, from catalogues in the package.

A page for the coalition is read in English, French or Japanese. Its words lie in
one TOML file a language (`catalogs/`), each under a name that the code says, with
named places for values: ``act_by = "Act by {t}"``. Numbers, spans and instants are
written as the language has it (`Speech`), and instants stay UTC. `layout` sets the
words in columns, where a Japanese character takes two.

Why no gettext or Babel: a few hundred texts, three sets of rules for numbers, and no
plurals, since units are written as symbols. A test holds the catalogues to each
other, name by name and place by place.
"""

from __future__ import annotations

from cspo.operations.language.layout import PAGE_COLUMNS, PAGE_LINES, columns, justified, wrap
from cspo.operations.language.speech import LANGUAGES, Speech, speech

__all__ = [
    "LANGUAGES", "PAGE_COLUMNS", "PAGE_LINES", "Speech", "columns", "justified", "speech", "wrap",
]  # fmt: skip
