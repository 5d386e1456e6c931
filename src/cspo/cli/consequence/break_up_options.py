"""What ``cspo consequence breakup`` and ``cloud`` ask alike of a break-up."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "At", "CatalogFiles", "Collider", "Mass", "ProjectileMass", "RelativeSpeed", "Scale", "Seed",
    "Sizes", "Smallest", "What",
]  # fmt: skip

CatalogFiles = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders, URLs, celestrak:GROUP, -, or reference; else newest."),
]
What = Annotated[str, typer.Option("--object", help="What broke up: number or name.")]
At = Annotated[str, typer.Option(help="When, UTC.")]
Collider = Annotated[
    str, typer.Option("--with", metavar="ID", help="It collided with this object.")
]
ProjectileMass = Annotated[
    float | None, typer.Option(help="It collided with something of this mass, kg.")
]
RelativeSpeed = Annotated[
    float | None, typer.Option(help="At this speed, km/s; else that of both orbits.")
]
Scale = Annotated[float, typer.Option(help="S of an explosion: 1 is an upper stage.")]
Mass = Annotated[float | None, typer.Option(help="Its mass, kg, where it is known.")]
Smallest = Annotated[float, typer.Option(help="Pieces from this size on, m.")]
Sizes = Annotated[str, typer.Option(help="Sizes and masses (NASA CARA CSV).")]
Seed = Annotated[int, typer.Option(help="The same gives the same answer.")]
