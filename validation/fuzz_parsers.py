"""Every parser over many damaged messages: only MalformedMessage may escape.

    python -m validation.fuzz_parsers --count 1000000 --processes 2

Each kind of message is read *count* times, each time from a good one damaged
anew. Input *i* of chunk *c* of a kind is the same in every run, so that a
finding can be had again: ``--kind omm-xml --chunk 17``. Ends with 1 where
anything else than MalformedMessage escaped, or an input took over 5 CPU s.
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
from fuzz_seeds import READERS, data_folder, seeds_of
from mutation import mutate

from cspo.errors import MalformedMessage
from cspo.messages.sniff import sniff

CHUNK = 2_000
SLOW_S = 5.0


def read_chunk(job: tuple[str, int]) -> tuple[str, dict[str, int], float, float, list[str]]:
    """Outcomes of one chunk, its slowest input, peak of memory in MB, and what was found."""
    kind, chunk = job
    rng = random.Random(f"{kind}:{chunk}")
    seeds = seeds_of(kind, data_folder())
    outcomes: collections.Counter[str] = collections.Counter()
    findings: list[str] = []
    slowest_s = 0.0
    for number in range(CHUNK):
        data = mutate(rng.choice(seeds), rng)
        began = time.process_time()
        outcome, error = read_one(kind, data)
        spent_s = time.process_time() - began
        slowest_s = max(slowest_s, spent_s)
        outcomes[outcome] += 1
        if error or spent_s > SLOW_S:
            findings.append(
                f"{kind} chunk {chunk} input {number}, {spent_s:.1f} s: {error}\n  {data[:600]!r}"
            )
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return kind, dict(outcomes), slowest_s, peak_mb, findings


def read_one(kind: str, data: bytes) -> tuple[str, str]:
    """``clean``, ``faults``, ``refused`` or ``escaped``, and what escaped."""
    try:
        sniff(data)
    except MalformedMessage:
        pass
    except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
        return "escaped", f"sniff: {error!r}"
    try:
        found = READERS[kind](data)
    except MalformedMessage:
        return "refused", ""
    except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
        return "escaped", repr(error)
    faults = found[1] if isinstance(found, tuple) else found.faults
    return ("faults" if faults else "clean"), ""


def main() -> int:
    """Read *count* inputs of each kind and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="inputs of each kind")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kind", choices=sorted(READERS), action="append")
    parser.add_argument("--chunk", type=int, help="this chunk alone, in this process")
    options = parser.parse_args()
    kinds = options.kind or sorted(READERS)
    if options.chunk is not None:
        jobs = [(kind, options.chunk) for kind in kinds]
        results = map(read_chunk, jobs)
        return summarize(kinds, results)
    jobs = [(kind, chunk) for kind in kinds for chunk in range(-(-options.count // CHUNK))]
    with multiprocessing.Pool(options.processes) as pool:
        return summarize(kinds, pool.imap_unordered(read_chunk, jobs))


def summarize(kinds, results):
    """Add up what the chunks found, print it, and say how to leave."""
    began = time.monotonic()
    totals = {kind: collections.Counter() for kind in kinds}
    slowest_s = dict.fromkeys(kinds, 0.0)
    findings = []
    peak_mb = 0.0
    for kind, outcomes, chunk_slowest_s, chunk_peak_mb, found in results:
        totals[kind].update(outcomes)
        slowest_s[kind] = max(slowest_s[kind], chunk_slowest_s)
        peak_mb = max(peak_mb, chunk_peak_mb)
        for finding in found:
            findings.append(finding)
            print(finding, flush=True)
    print(f"{'kind':<14}{'inputs':>10}{'clean':>10}{'faults':>10}{'refused':>10}{'escaped':>9}"
          f"{'slowest, CPU s':>16}")  # fmt: skip
    for kind in kinds:
        total = totals[kind]
        print(f"{kind:<14}{total.total():>10,}{total['clean']:>10,}{total['faults']:>10,}"
              f"{total['refused']:>10,}{total['escaped']:>9,}{slowest_s[kind]:>16.2f}")  # fmt: skip
    print(f"{len(findings)} findings; {time.monotonic() - began:.0f} s; peak of a process "
          f"{peak_mb:.0f} MB")  # fmt: skip
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
