"""Two hundred contradictions planted in real element sets: all shown, and few false ones.

validation/contradictions.py does the same with whole catalogues.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from cspo.bridge import read_catalog

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def planted() -> ModuleType:
    sys.path.append(str(ROOT))
    try:
        from validation import contradictions  # noqa: PLC0415 - a script of the repository
    finally:
        sys.path.remove(str(ROOT))
    return contradictions


def test_all_planted_ones_are_shown_with_both_values_ages_and_sources(
    data_dir: Path, planted: ModuleType
) -> None:
    files = [data_dir / file for file in planted.HISTORIES[1]]
    one, two = planted.successive(read_catalog(files, latest_only=False).catalog)
    outcome = planted.run(*planted.common(one, two, 2_500, 3), {}, plant=True)
    assert set(outcome.found) == set(planted.KINDS)
    assert set(outcome.found.values()) == {planted.EACH}
    assert outcome.false <= 0.05 * (outcome.objects - planted.EACH * len(planted.KINDS))
