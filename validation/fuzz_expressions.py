"""The language of assumptions over many damaged texts: only MalformedExpression may escape.

    python -m validation.fuzz_expressions --count 1000000 --processes 2

What is read must read back as the same when it is written, and give a verdict
in a world that knows nothing. Text *i* of chunk *c* is the same in every run,
so that a finding can be had again: ``--chunk 17``. Ends with 1 where anything
else escaped, or a text took over 0.5 CPU s.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import random
import resource
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from tests.policy.expression_fuzz import make_text, read_one

CHUNK = 5_000
SLOW_S = 0.5


def read_chunk(chunk: int) -> tuple[dict[str, int], float, float, list[str]]:
    """Outcomes of one chunk, its slowest text, peak of memory in MB, and what was found."""
    rng = random.Random(f"expressions:{chunk}")
    outcomes: collections.Counter[str] = collections.Counter()
    findings: list[str] = []
    slowest_s = 0.0
    for number in range(CHUNK):
        text = make_text(rng)
        began = time.process_time()
        outcome, error = _outcome(text)
        spent_s = time.process_time() - began
        slowest_s = max(slowest_s, spent_s)
        outcomes[outcome] += 1
        if error or spent_s > SLOW_S:
            where = f"chunk {chunk} text {number}, {spent_s:.2f} s"
            findings.append(f"{where}: {error}\n  {text[:600]!r}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return dict(outcomes), slowest_s, peak_mb, findings


def _outcome(text: str) -> tuple[str, str]:
    try:
        return read_one(text), ""
    except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
        return "escaped", repr(error)


def main() -> int:
    """Read the texts and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--chunk", type=int, help="this chunk alone, in this process")
    options = parser.parse_args()
    began = time.monotonic()
    if options.chunk is not None:
        return summarize(map(read_chunk, [options.chunk]), began)
    with multiprocessing.Pool(options.processes) as pool:
        return summarize(pool.imap_unordered(read_chunk, range(-(-options.count // CHUNK))), began)


def summarize(results, began: float) -> int:
    """Add up what the chunks found, print it, and say how to leave."""
    total: collections.Counter[str] = collections.Counter()
    slowest_s = peak_mb = 0.0
    findings = 0
    for outcomes, chunk_slowest_s, chunk_peak_mb, found in results:
        total.update(outcomes)
        slowest_s, peak_mb = max(slowest_s, chunk_slowest_s), max(peak_mb, chunk_peak_mb)
        findings += len(found)
        for finding in found:
            print(finding, flush=True)
    print(f"{total.total():,} texts: {total['read']:,} read, {total['refused']:,} refused, "
          f"{total['escaped']:,} escaped; slowest {slowest_s * 1e3:.0f} ms of CPU")  # fmt: skip
    print(f"{findings} findings; {time.monotonic() - began:.0f} s; peak of a process "
          f"{peak_mb:.0f} MB")  # fmt: skip
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
