"""The command line.

Each command is one file; those of ``cspo screen`` begin with its name. A
command reads its options, calls `bridge` and science, and prints; what it
computes lives below. Every command has ``--json`` and ends with 0 (done), 1
(done, the answer is no), 2 (bad usage), 3 (failed) or 130 (interrupted).
"""

from __future__ import annotations

from cspo.cli.app import main, run

__all__ = ["main", "run"]
