"""Every reader of records over many damaged ones: only named refusals may come out.

    python -m validation.fuzz_records --count 1000000 --processes 2

Envelopes, payloads and directories damaged and signed anew, fields exchanged, JSON.
Input *i* of chunk *c* of a target is the same in every run: ``--target payload --chunk 17``.
Ends with 1 where anything else than a named refusal escaped, or an input took over 5 CPU s.
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
from record_fuzz import TARGETS, outcome_of

CHUNK = 2_000
SLOW_S = 5.0


def read_chunk(job: tuple[str, int]) -> tuple[str, dict[str, int], float, float, list[str]]:
    """Outcomes of one chunk, its slowest input, peak of memory in MB, and what was found."""
    target, chunk = job
    rng = random.Random(f"{target}:{chunk}")
    outcomes: collections.Counter[str] = collections.Counter()
    findings: list[str] = []
    slowest_s = 0.0
    for number in range(CHUNK):
        began = time.process_time()
        outcome, escaped = outcome_of(target, rng)
        spent_s = time.process_time() - began
        slowest_s = max(slowest_s, spent_s)
        outcomes[outcome] += 1
        if escaped or spent_s > SLOW_S:
            findings.append(f"{target} chunk {chunk} input {number}, {spent_s:.1f} s: {escaped}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return target, dict(outcomes), slowest_s, peak_mb, findings


def main() -> int:
    """Read *count* inputs of each target and print the verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="inputs of each target")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    parser.add_argument("--chunk", type=int, help="this chunk alone, in this process")
    options = parser.parse_args()
    targets = options.target or list(TARGETS)
    if options.chunk is not None:
        return summarize(targets, map(read_chunk, [(each, options.chunk) for each in targets]))
    jobs = [(each, chunk) for each in targets for chunk in range(-(-options.count // CHUNK))]
    with multiprocessing.Pool(options.processes) as pool:
        return summarize(targets, pool.imap_unordered(read_chunk, jobs))


def summarize(targets, results) -> int:
    """Add up what the chunks found, print it, and say how to leave."""
    began = time.monotonic()
    totals = {target: collections.Counter() for target in targets}
    slowest_s = dict.fromkeys(targets, 0.0)
    found: list[str] = []
    peak_mb = 0.0
    for target, outcomes, chunk_slowest_s, chunk_peak_mb, findings in results:
        totals[target].update(outcomes)
        slowest_s[target] = max(slowest_s[target], chunk_slowest_s)
        peak_mb = max(peak_mb, chunk_peak_mb)
        found += findings
        for finding in findings:
            print(finding, flush=True)
    names = sorted({name for total in totals.values() for name in total})
    print(f"{'':<24}" + "".join(f"{target:>13}" for target in targets))
    for name in names:
        print(f"{name:<24}" + "".join(f"{totals[target][name]:>13,}" for target in targets))
    print(f"{'inputs':<24}" + "".join(f"{totals[target].total():>13,}" for target in targets))
    print(f"{'slowest, CPU s':<24}" + "".join(f"{slowest_s[target]:>13.3f}" for target in targets))
    print(f"{len(found)} findings; {time.monotonic() - began:.0f} s; peak of a process "
          f"{peak_mb:.0f} MB")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
