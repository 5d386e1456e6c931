"""Directives that run the pages' own commands while the pages are built.

``{file}`` shows a file and puts it into a scratch folder; ``{run}`` runs commands
there and shows what they printed; ``export NAME=VALUE`` holds for the lines that
follow on all pages. A page then can't show what the program no
longer does: the build fails where the command does. The folder is shared by all
pages, which are built one after the other, so each page makes what it needs. Only
the HTML runs them; the check of the examples in Python need not do it again.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

FOLDER = Path(tempfile.mkdtemp(prefix="cspo-docs-"))
TIMEOUT_S = 300
EXPORTED: dict[str, str] = {}


class ShowFile(SphinxDirective):
    """Show the content, and write it to the scratch folder under the name of the argument."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the file and return it as a block with its name."""
        name = self.arguments[0]
        text = "\n".join(self.content) + "\n"
        (FOLDER / name).write_text(text, encoding="utf-8")
        language = {".py": "python", ".json": "json"}.get(Path(name).suffix, "text")
        block = nodes.literal_block(text, text, language=language)
        return [nodes.paragraph("", "", nodes.literal("", name), nodes.Text(":")), block]


class RunCommand(SphinxDirective):
    """Run each line in the scratch folder; ``:lines:`` keeps the first lines of the output."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "lines": directives.positive_int,
        "exit": directives.nonnegative_int,
    }

    def run(self) -> list[nodes.Node]:
        """Run the lines and return what they printed as one console block."""
        shown = []
        for line in self.content if "builder_html" in self.env.app.tags else ():
            shown.append(f"$ {line}")
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").partition("=")
                EXPORTED[name] = value
                continue
            done = subprocess.run(  # noqa: S603 - the pages' own commands
                shlex.split(line),
                cwd=FOLDER,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "CSPO_DATA": ""}
                | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
                | EXPORTED,
            )
            if done.returncode != self.options.get("exit", 0):
                raise self.error(f"{line}: exit {done.returncode}\n{done.stdout}{done.stderr}")
            said = [text for text in done.stderr.splitlines() if not _is_progress(text)]
            output = [text.rstrip() for text in done.stdout.rstrip().splitlines() + said]
            kept = output[: self.options.get("lines", 40)]
            shown += kept + (["..."] if len(output) > len(kept) else [])
        text = "\n".join(shown)
        return [nodes.literal_block(text, text, language="console")]


def _is_progress(line: str) -> bool:
    """Whether a line only says how far a command is: another number on every machine."""
    return re.fullmatch(r"\w+: \d+ %", line) is not None


def _pages_that_run(_app: Sphinx, env: BuildEnvironment, *_changes: set[str]) -> list[str]:
    """Pages to be built even if only the program has changed."""
    return [
        page
        for page in env.found_docs
        if "{run}" in Path(env.doc2path(page)).read_text(encoding="utf-8")
    ]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("file", ShowFile)
    app.add_directive("run", RunCommand)
    app.connect("env-get-outdated", _pages_that_run)
    return {"parallel_read_safe": False}
