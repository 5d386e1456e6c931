"""Reports of launches, services and the environment, from the plain values of their studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cspo.report.consequence_figures import bands_figure
from cspo.report.pages import Section, Table, render_page

__all__ = ["render_environment", "render_launch", "render_services"]

Values = Mapping[str, Any]

_SPANS: Final = 120
_ROWS: Final = 200
_CRITICAL: Final = 50


def render_launch(
    values: Values, *, catalog: str, mark: str = "", simulated: bool = False
) -> bytes:
    """The page of a launch window; arguments as of `cspo.report.consequence.render_breakup`."""
    window_s = values["window_s"]
    facts = {
        "Site": f"{values['site']}, {values['latitude_deg']:.2f}°, {values['longitude_deg']:.2f}°",
        "Orbit": f"{values['altitude_km']:g} km, {values['inclination_deg']:g}°, "
        f"azimuth {values['azimuth_deg']:.1f}°",
        "Window": f"{values['start_utc']}, {window_s / 3600.0:g} h",
        "Closed before": _seconds(values["before"]["closed_s"], window_s),
        "Catalogue": f"{catalog}, {values['screened']:,} objects",
    }
    sections = []
    if values["after"] is not None:
        facts["Closed after the break-up"] = _seconds(values["after"]["closed_s"], window_s)
        days = values["access_days"]
        facts["Access is back after"] = _band(days, "{:,.0f}") + " d"
        x = [day["after_days"] for day in values["calendar"]]
        lines = {"closed in the window": [day["closed_s"] for day in values["calendar"]]}
        sections.append(
            Section(title="Day by day", figures=[
                bands_figure(x, lines, "Seconds closed", "days after the break-up", "s", floor=0.0)
            ])
        )  # fmt: skip
    shown = values["after"] or values["before"]
    sections.append(
        Section(title="What closes it", tables=[_why(values), _spans(shown)],
                texts=[_counted(shown)])
    )  # fmt: skip
    return _page("Launch access", values, facts, sections, mark=mark, simulated=simulated)


def render_services(
    values: Values, *, catalog: str, mark: str = "", simulated: bool = False
) -> bytes:
    """The page of services that fail; arguments as of `render_launch`."""
    facts = {"As of": values["at_utc"], "Satellites lost": f"{values['lost_total']:,}",
             "Catalogue": catalog}  # fmt: skip
    for each in values["positioning"]:
        facts[f"{each['system']}, PDOP at most 6"] = (
            f"{each['before_global']:.2%} before, {each['after_global']:.2%} after; "
            f"worst place {each['before_worst']:.1%}, {each['after_worst']:.1%}"
        )
    sections = [
        Section(title="By service", tables=[_losses(values["services"])]),
        Section(title="By nation", tables=[_losses(values["nations"])]),
        Section(title="By sector", tables=[_losses(values["sectors"])]),
    ]
    return _page("Services", values, facts, sections, mark=mark, simulated=simulated)


def render_environment(
    values: Values, *, catalog: str, mark: str = "", simulated: bool = False
) -> bytes:
    """The page of the years ahead; arguments as of `render_launch`."""
    stable = {True: "a balance that holds", False: "a balance that does not hold"}
    facts = {
        "From": values["start_utc"], "Years": f"{values['years'][-1]:g}",
        "It tends to": stable.get(values["stable"], "no balance that was found"),
        "Catalogue": catalog,
    }  # fmt: skip
    lines = {each["species"]: each["total"] for each in values["species"]}
    rows = [
        [
            line["object"].removeprefix("norad:"), line["name"], line["owner"],
            f"{line['altitude_km']:.0f}", f"{line['mass_kg']:,.0f}",
            f"{line['probability_per_year']:.1e}", f"{line['effect']:.2g}",
            f"{line['criticality']:.2%}",
        ]
        for line in values["critical"][:_CRITICAL]
    ]  # fmt: skip
    table = Table(
        columns=[("object", False), ("name", False), ("owner", False), ("altitude, km", True),
                 ("mass, kg", True), ("breaks up, 1/year", True), ("effect", True),
                 ("part of all", True)],
        rows=rows,
    )  # fmt: skip
    figure = bands_figure(values["years"], lines, "Objects", "years", "objects", floor=0.0)
    sections = [
        Section(title="Objects over the years", figures=[figure]),
        Section(title="Whose break-up matters most", tables=[table]),
    ]
    return _page("The environment ahead", values, facts, sections, mark=mark, simulated=simulated)


def _page(
    heading: str, values: Values, facts: Mapping[str, str], sections: Sequence[Section], *,
    mark: str, simulated: bool,
) -> bytes:  # fmt: skip
    further = [
        Section(title="What this rests on", points=values["basis"]),
        Section(title="What it does not say", points=values["limits"]),
    ]
    return render_page(
        heading, banner="SIMULATED" if simulated else "", mark=mark, facts=facts,
        notes=[values["headline"]], sections=[*sections, *further],
    )  # fmt: skip


def _counted(window: Values) -> str:
    total = window["spans_total"]
    rest = f"; the first {_SPANS} stand here" if total > _SPANS else ""
    return f"{total:,} spans{rest}."


def _why(values: Values) -> Table:
    after = values["after"]
    causes = dict.fromkeys(
        [*values["before"]["by_why_s"], *(after or {"by_why_s": {}})["by_why_s"]]
    )
    rows = [
        [
            why, f"{values['before']['by_why_s'].get(why, 0.0):,.0f}",
            "" if after is None else f"{after['by_why_s'].get(why, 0.0):,.0f}",
        ]
        for why in causes
    ]  # fmt: skip
    return Table(columns=[("why", False), ("before, s", True), ("after, s", True)], rows=rows)


def _spans(window: Values) -> Table:
    rows = [
        [
            f"{span['first_s']:,.0f}", f"{span['last_s']:,.0f}", span["why"],
            span["name"] or span["object"],
            "" if span["miss_distance_km"] is None else f"{span['miss_distance_km']:.1f}",
            "" if span["probability"] is None else f"{span['probability']:.1e}",
        ]
        for span in window["spans"][:_SPANS]
    ]  # fmt: skip
    return Table(
        columns=[("first, s", True), ("last, s", True), ("why", False), ("by", False),
                 ("least distance, km", True), ("probability", True)],
        rows=rows,
    )  # fmt: skip


def _losses(lines: Sequence[Values]) -> Table:
    rows = [
        [
            line["service"], line["nation"], line["sector"],
            f"{line['lost']:,} of {line['satellites']:,}", _band(line["loss"], "{:.1%}"),
            "unknown" if line["outage_h"] is None else _band(line["outage_h"], "{:,.0f}"),
            ", ".join(line["substitutes"]),
            _money(line),
        ]
        for line in lines[:_ROWS]
    ]  # fmt: skip
    return Table(
        columns=[("service", False), ("nation", False), ("sector", False), ("lost", True),
                 ("part lost", True), ("hours without", True), ("instead", False),
                 ("cost", True)],
        rows=rows,
    )  # fmt: skip


def _money(line: Values) -> str:
    if line["money"] is None:
        return ""
    return f"{_band(line['money'], '{:,.0f}')} {line['currency']}"


def _seconds(closed_s: float, window_s: float) -> str:
    return f"{closed_s:,.0f} s ({closed_s / window_s:.1%})" if window_s else f"{closed_s:,.0f} s"


def _band(band: Values, form: str) -> str:
    low, mid, high = (form.format(band[part]) for part in ("low", "expected", "high"))
    return mid if low == mid == high else f"{mid} ({low} to {high})"
