"""``cspo pc``: the probability of collision of conjunction data messages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.catalogs import cache_folder, network_settings
from cspo.cli.console import Json, note, print_json, print_table, printable, progress, say
from cspo.cli.options import at_least, positive
from cspo.cli.read_cdm import DEFAULT_HBR_KM, read_cdm
from cspo.errors import CspoError, SourceError, UsageError
from cspo.units import KM_PER_M

if TYPE_CHECKING:
    from cspo.bridge.cdm import CdmConjunction
    from cspo.conjunction.probability import Assessment

__all__ = ["pc"]

_METHODS: Final = (
    "foster1992", "alfano2005", "elrod2019", "hall2021_nc2d", "hall2021_nc3d", "montecarlo",
)  # fmt: skip
_TRIALS: Final = 2_000_000


def pc(
    files: Annotated[
        list[str], typer.Argument(metavar="CDM...", help="Files, folders, URLs or -.")
    ],
    method: Annotated[
        str, typer.Option(help="auto: the checks choose; all: every method; or one by name.")
    ] = "auto",
    hbr_m: Annotated[
        float | None,
        typer.Option("--hbr-m", help="Combined hard-body radius, m; else the CDM's own."),
    ] = None,
    trials: Annotated[int, typer.Option(help="Monte Carlo trials.")] = _TRIALS,
    seed: Annotated[int, typer.Option(help="Monte Carlo seed.")] = 0,
    json: Json = False,
) -> None:
    """Compute Pc by the method whose assumptions hold; say which do not.

    Example: cspo pc message.cdm --method all
    """
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    if method not in {"auto", "all", *_METHODS}:
        raise UsageError("read --method", method, expected=f"auto all {' '.join(_METHODS)}")
    if hbr_m is not None:
        positive(hbr_m, "--hbr-m", "metres")
    at_least(trials, 1, "--trials")
    at_least(seed, 0, "--seed")
    failed = False
    for spec in files:
        try:
            for source in open_source(
                spec, cache=cache_folder(), clock=SystemClock(), settings=network_settings()
            ):
                try:
                    _, conjunction = read_cdm(source)
                except CspoError as error:
                    note(f"{source.name}: {error}")
                    failed = True
                    continue
                line = _answer(source.name, conjunction, method, hbr_m, trials, seed)
                if json:
                    print_json([line])
                else:
                    _say(line, conjunction)
        except SourceError as error:
            note(f"cspo: {error}")
            failed = True
    if failed:
        raise typer.Exit(3)


def _answer(
    name: str, conjunction: CdmConjunction, method: str, hbr_m: float | None, trials: int, seed: int
) -> dict[str, Any]:
    import numpy as np

    from cspo.conjunction.probability import assess
    from cspo.frames import rotate_covariance, rtn_from_inertial

    hbr_km = conjunction.hbr_km if hbr_m is None else hbr_m * KM_PER_M
    one, two = conjunction.state1, conjunction.state2
    covariances = [
        rotate_covariance(
            covariance.matrix, rtn_from_inertial(state.r_km, state.v_km_s).swapaxes(-1, -2)
        )
        for state, covariance in (
            (one, conjunction.covariance1), (two, conjunction.covariance2),
        )
    ]  # fmt: skip
    dice = trials if method in {"all", "montecarlo"} else 0
    with progress("Monte Carlo", quiet=not dice) as done:
        assessment = assess(
            one.r_km, one.v_km_s, two.r_km, two.v_km_s,
            np.array([DEFAULT_HBR_KM if hbr_km is None else hbr_km]),
            cov1=covariances[0], cov2=covariances[1],
            from_element_sets=any(flag.startswith("default-cov") for flag in conjunction.flags),
            default_hbr=hbr_km is None, all_methods=method not in {"auto", "foster1992"},
            monte_carlo_trials=dice, seed=seed, progress=done,
        )  # fmt: skip
    return _line(name, conjunction, assessment, method)


def _line(
    name: str, conjunction: CdmConjunction, assessment: Assessment, method: str
) -> dict[str, Any]:
    methods: dict[str, Any] = {
        label: _number(getattr(assessment, label)[0]) for label in _METHODS[:-1]
    }
    methods["montecarlo"] = {
        "pc": _number(assessment.montecarlo[0]),
        "lo": _number(assessment.montecarlo_low[0]),
        "hi": _number(assessment.montecarlo_high[0]),
    }
    methods["max_pc"] = _number(assessment.max_pc[0])
    reported, label = _number(assessment.pc[0]), assessment.method_label(0)
    reason = assessment.reason(0)
    if method in _METHODS and method != label:
        chosen = methods[method]["pc"] if method == "montecarlo" else methods[method]
        allowed = chosen is not None and not _violated(method, assessment)
        reported, label = (chosen, method) if allowed else (None, "")
        if not allowed:
            reason = "METHOD_NOT_COMPUTABLE" if chosen is None else "ASSUMPTIONS_VIOLATED"
    return {
        "file": printable(name),
        "tca_utc": conjunction.tca.utc_iso(6),
        "miss_distance_km": _number(assessment.miss_distance_km[0]),
        "relative_speed_km_s": _number(assessment.relative_speed_km_s[0]),
        "hbr_m": float(assessment.hbr_km[0] / KM_PER_M),
        "pc": reported,
        "method": label,
        "methods": methods,
        "violations": assessment.violation_names(0),
        "flags": [*assessment.flag_names(0), *conjunction.flags],
        "reason": reason,
        "stated_pc": conjunction.pc,
        "stated_method": conjunction.pc_method,
    }


def _violated(method: str, assessment: Assessment) -> bool:
    family = {"hall2021_nc2d": "NC2D", "hall2021_nc3d": "NC3D", "montecarlo": "-"}
    prefix = family.get(method, "FOSTER")
    return any(name.startswith(prefix) for name in assessment.violation_names(0))


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _say(line: dict[str, Any], conjunction: CdmConjunction) -> None:
    pc_text = "none may be reported" if line["pc"] is None else f"{line['pc']:.4e}"
    say(f"{line['file']}")
    say(f"  {conjunction.object1_name} ({conjunction.object1_id}) and "
               f"{conjunction.object2_name} ({conjunction.object2_id})")  # fmt: skip
    say(
        f"  TCA {line['tca_utc']}, miss {line['miss_distance_km']:.6f} km, "
        f"{line['relative_speed_km_s']:.6f} km/s, hard body {line['hbr_m']:.2f} m"
    )
    say(f"  Pc {pc_text} {line['method']}".rstrip())
    shown = []
    for name, value in line["methods"].items():
        if isinstance(value, dict):
            if value["pc"] is not None:
                text = f"{value['pc']:.4e} (95 %: {value['lo']:.3e} to {value['hi']:.3e})"
                shown.append([name, text])
        elif value is not None:
            shown.append([name, f"{value:.4e}"])
    print_table("", [("method", "left"), ("Pc", "left")], shown)
    for title in ("violations", "flags"):
        if line[title]:
            say(f"  {title}: {' '.join(line[title])}")
    if line["reason"]:
        say(f"  why none: {line['reason']}")
