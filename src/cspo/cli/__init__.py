"""The command line.

Each command is one file; those of ``cspo screen`` begin with its name. A
command reads its options, calls what is below (`bridge` and science, or the
folder of a node), and prints; it computes and decides nothing itself. Every
command has ``--json`` and ends with 0 (done), 1 (done, the answer is no), 2 (bad
usage), 3 (failed) or 130 (interrupted).
"""

from __future__ import annotations

from cspo.cli.app import main, run

__all__ = ["main", "run"]
