"""A directive that runs a command while the pages are built and shows what it printed.

A tutorial then can't show what the program no longer does: the build fails
where the command does.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FOLDER = Path(tempfile.mkdtemp(prefix="cspo-docs-"))


class RunCommand(SphinxDirective):
    """Run each line in one scratch folder; ``:lines:`` keeps the first lines of the output."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "lines": directives.positive_int,
        "exit": directives.nonnegative_int,
    }

    def run(self) -> list[nodes.Node]:
        """Run the lines and return what they printed as one console block."""
        shown = []
        for line in self.content:
            shown.append(f"$ {line}")
            done = subprocess.run(  # noqa: S603 - the pages' own commands
                shlex.split(line),
                cwd=FOLDER,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "CSPO_DATA": ""}
                | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
            )
            if done.returncode != self.options.get("exit", 0):
                raise self.error(f"{line}: exit {done.returncode}\n{done.stdout}{done.stderr}")
            output = (done.stdout + done.stderr).rstrip().splitlines()
            kept = output[: self.options.get("lines", 40)]
            shown += kept + (["..."] if len(output) > len(kept) else [])
        text = "\n".join(shown)
        return [nodes.literal_block(text, text, language="console")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("run", RunCommand)
    return {"parallel_read_safe": True}
