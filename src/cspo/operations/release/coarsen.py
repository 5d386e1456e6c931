"""Making a body coarser: what is not allowed is left out, what is allowed is rounded, honestly.

Rounding is deterministic: one input has one output, however often it is asked,
so repeating a request tells nothing more. (Noise would average out.) What
rounding takes away in accuracy is added to the covariance, as the variance of a
value anywhere within a step, so that a covariance still says how wrong the
values are. Where a body has no covariance, its line of source says that it is a
coarse form and by which steps.

No error repeats a value: it goes into a log, and the body may be marked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import msgspec

from cspo.errors import CspoError, UsageError
from cspo.operations.release.coarse_orbits import (
    ELEMENTS,
    bound_in_any_frame,
    element_variance_rtn,
    grow_triangle,
    isotropic_variance,
    variance_of_step,
)
from cspo.operations.release.policy import ProfileTable, duration_s
from cspo.operations.release.profile_fields import is_kept, paths_to
from cspo.records.bodies.body import Body
from cspo.records.bodies.identities import EventId
from cspo.records.kinds import Coarsening, Kind
from cspo.records.schema import fields_of, part_of
from cspo.time import Epoch
from cspo.units import NS_PER_S, TAU

__all__ = ["coarsened", "rounded_time", "rounded_value"]

_COVARIANCE: Final = re.compile(r"(.*?)covariance\.lower_km2")
_LONGEST_SOURCE: Final = 200
_MOST: Final = {"eccentricity": 1.0, "inclination_rad": math.pi, "probability": 1.0}
"""What a rounded value must not pass; the angles otherwise not one turn."""


def coarsened(body: Body, kind: Kind, profile: ProfileTable, *, nation: str) -> msgspec.Struct:
    """The form of *body* that *profile* makes.

    Parameters
    ----------
    nation : str
        Whose profile it is, for the line of source.

    Raises
    ------
    UsageError
        Where the body has a field that the profile neither keeps nor may leave
        out, or where a rounded value is none that the field allows.
    """
    free = set(paths_to(kind, Coarsening.DROP))
    tree = _kept(kind.body, msgspec.to_builtins(body), "", profile, free)
    if profile.round_times:
        _round_times(tree, kind, profile)
    grown = _inflations(tree, kind, profile)
    for path, step in profile.round.items():
        upwards = Coarsening.QUANTIZE not in kind.coarsenings[path]
        name = path.rpartition(".")[2]
        most = _MOST.get(name, TAU if name.endswith("_rad") else math.inf)
        _change(tree, path, partial(rounded_value, step=step, most=most, up=upwards))
    for path, grow in grown:
        _change(tree, path, grow)
        if path.endswith("covariance.lower_km2"):
            _put(tree, path.replace("lower_km2", "origin"), "inflated")
    if "source" in kind.body.__struct_fields__ and (profile.round or profile.round_times):
        tree["source"] = _source(tree.get("source", ""), profile, nation)
    try:
        return msgspec.convert(tree, kind.body)
    except (msgspec.ValidationError, CspoError) as error:
        raise UsageError(
            "coarsen", kind.name, expected="values that the kind allows",
            hint=f"the steps of profile {profile.id} are too large for it",
        ) from error  # fmt: skip


def rounded_value(value: Any, step: float, most: float = math.inf, *, up: bool = False) -> Any:
    """A number, or each number of lists, as the nearest multiple of *step*; None stays.

    Parameters
    ----------
    most : float
        Where the nearest one is greater than this, the next toward zero.
    up : bool
        The next multiple above instead of the nearest.

    Examples
    --------
    >>> rounded_value([7001.2, None, -3.0], 5.0), rounded_value(0.011, 0.005, up=True)
    ([7000.0, None, -5.0], 0.015)
    """
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return [rounded_value(each, step, most, up=up) for each in value]
    count = math.ceil(value / step) if up else math.floor(value / step + 0.5)
    if abs(count * step) > most:
        count -= int(math.copysign(1, count))
    return count * step


def rounded_time(epoch: Epoch, step_s: int) -> Epoch:
    """The nearest instant that is a multiple of *step_s* after 00:00 UTC of its day.

    Examples
    --------
    >>> rounded_time(Epoch.from_utc("2026-07-10T11:59:31.2Z"), 60).utc_iso(0)
    '2026-07-10T12:00:00Z'
    """
    day, ns = epoch.utc_day()
    step_ns = step_s * NS_PER_S
    return Epoch.from_utc_day(day, (2 * ns + step_ns) // (2 * step_ns) * step_ns)


def _kept(
    struct: type[msgspec.Struct],
    tree: Any,
    prefix: str,
    profile: ProfileTable,
    free: set[str],
) -> Any:
    """What of a body's tree stays."""
    if isinstance(tree, list | tuple):
        return [_kept(struct, each, prefix, profile, free) for each in tree]
    if not isinstance(tree, dict):
        return tree
    stays: dict[str, Any] = {}
    for field in fields_of(struct):
        path = prefix + field.name
        if field.name not in tree:
            continue
        part = part_of(field.hint)
        if is_kept(path, profile.keep):
            stays[field.name] = tree[field.name]
        elif part is not None and any(kept.startswith(f"{path}.") for kept in profile.keep):
            stays[field.name] = _kept(part, tree[field.name], f"{path}.", profile, free)
        elif path not in free and tree[field.name] is not None:
            raise UsageError(
                "coarsen", path, expected="a field that may be left out, or that the profile keeps",
                hint=f'add "{path}" to keep in profile {profile.id}',
            )  # fmt: skip
    return stays


def _round_times(tree: dict[str, Any], kind: Kind, profile: ProfileTable) -> None:
    step_s = duration_s(profile.round_times)
    for path in paths_to(kind, Coarsening.ROUND_TIME):
        _change(tree, path, lambda text: _rounded_text(text, step_s))


def _rounded_text(text: Any, step_s: int) -> Any:
    if text is None or text == "":
        return text
    if isinstance(text, list | tuple):
        return [_rounded_text(each, step_s) for each in text]
    if not text.startswith("event:"):
        return rounded_time(Epoch.from_utc(text), step_s).utc_iso(3)
    event = EventId.parse(text)
    when = rounded_time(event.tca, step_s)
    return text if event.whole_day else str(EventId.of(event.object1, event.object2, when))


_Change = Callable[[Any], Any]


def _inflations(
    tree: dict[str, Any], kind: Kind, profile: ProfileTable
) -> list[tuple[str, _Change]]:
    """How each value that states an uncertainty grows, before anything is rounded."""
    return list(_each_inflation(tree, kind, profile))


def _each_inflation(
    tree: dict[str, Any], kind: Kind, profile: ProfileTable
) -> Iterator[tuple[str, _Change]]:
    for path in paths_to(kind, Coarsening.INFLATE):
        if not is_kept(path, profile.keep):
            continue
        if found := _COVARIANCE.fullmatch(path):
            yield from _of_covariance(tree, path, found[1], profile)
        elif (step := _step_of(path, profile)) is not None:
            yield path, partial(_grown_sigma, step=step)


def _of_covariance(
    tree: dict[str, Any], path: str, prefix: str, profile: ProfileTable
) -> Iterator[tuple[str, _Change]]:
    steps = profile.round
    elements = {
        name: step for name in ELEMENTS if (step := steps.get(f"{prefix}elements.{name}"))
    }  # fmt: skip
    if elements and tree.get("elements"):
        rows = list(element_variance_rtn(tree["elements"], elements))
        if tree.get("covariance", {}).get("frame") != "RTN":
            rows = [bound_in_any_frame(row) for row in rows]
        yield (
            path,
            lambda column: [
                None if each is None else grow_triangle(each, row)
                for each, row in zip(column, rows, strict=True)
            ],
        )
        return
    r_step = steps.get(f"{prefix}r_km") or steps.get(f"{prefix}states.r_km") or 0.0
    v_step = steps.get(f"{prefix}v_km_s") or steps.get(f"{prefix}states.v_km_s") or 0.0
    if r_step or v_step:
        variance = isotropic_variance(r_step, v_step)
        yield path, lambda value: _each_triangle(value, lambda t: grow_triangle(t, variance))


def _step_of(path: str, profile: ProfileTable) -> float | None:
    """The step of what a standard deviation is of; None where that isn't rounded."""
    part, _, name = path.rpartition(".")
    if name == "t_s":
        return float(duration_s(profile.round_times)) if profile.round_times else None
    if part == "sigmas":
        return profile.round.get(f"measurements.{name}")
    if name == "delta_v_sigma_km_s":
        steps = (profile.round.get("delta_v_km_s"), profile.round.get("delta_v_rtn_km_s"))
        return max((step for step in steps if step), default=None)
    return None


def _grown_sigma(sigma: Any, step: float) -> Any:
    if sigma is None:
        return None
    if isinstance(sigma, list | tuple):
        return [_grown_sigma(each, step) for each in sigma]
    return math.sqrt(sigma * sigma + variance_of_step(step))


def _each_triangle(value: Any, grow: _Change) -> Any:
    if value is None:
        return None
    if value and isinstance(value[0], int | float):
        return grow(value)
    return [_each_triangle(each, grow) for each in value]


def _change(tree: Any, path: str, change: _Change) -> None:
    """Put what *change* makes of the value of *path* in its place, wherever the path leads."""
    first, _, rest = path.partition(".")
    if isinstance(tree, list | tuple):
        for each in tree:
            _change(each, path, change)
    elif isinstance(tree, dict) and tree.get(first) is not None:
        if rest:
            _change(tree[first], rest, change)
        else:
            tree[first] = change(tree[first])


def _put(tree: Any, path: str, value: Any) -> None:
    part, _, name = path.rpartition(".")
    _change(tree, part, lambda held: {**held, name: value})


def _source(source: str, profile: ProfileTable, nation: str) -> str:
    """The line of source, saying that this is a coarse form, and as much of how as it takes."""
    note = f"coarse form {profile.id} of {nation}"
    said = ", ".join(f"{path} to {step:g}" for path, step in profile.round.items())
    both = f"{note}: {said}" if said else note
    longest = f"{source}; {both}" if source else both
    fitting = (line for line in (longest, both) if len(line) <= _LONGEST_SOURCE)
    return next(fitting, note)
