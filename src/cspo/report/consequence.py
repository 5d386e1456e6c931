"""Reports of studies of consequence, from their plain values; here that of a break-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from cspo.report.consequence_figures import (
    decay_figure,
    density_figure,
    gabbard_figure,
    hits_figure,
)
from cspo.report.consequence_others import (
    render_environment,
    render_launch,
    render_services,
)
from cspo.report.pages import Section, Table, render_page

__all__ = ["REPORTS", "render_breakup"]

Values = Mapping[str, Any]

_CROSSED: Final = 60
_NOTHING: Final[Mapping[str, str]] = {}


def render_breakup(
    values: Values,
    *,
    catalog: str,
    notes: Sequence[str] = (),
    simulated: bool = False,
    mark: str = "",
    pages: Mapping[str, str] = _NOTHING,
) -> bytes:
    """Return the page as UTF-8 HTML, whole in itself.

    Parameters
    ----------
    values : mapping
        A `cspo.operations.consequence.results.BreakupResult` as built-in values.
    catalog : str
        What sky it was studied in.
    notes : sequence of str
        Warnings that hold for the whole page.
    simulated : bool
    mark : str
        Of all that it holds.
    pages : mapping
        By language, the draft of the notice.
    """
    what, supposed = values["what"], values["supposed"]
    banner = " · ".join(
        word for word, on in (("SIMULATED", simulated), ("SUPPOSED EVENT", supposed)) if on
    )
    sections = [
        Section(title="The pieces", tables=[_pieces(values)],
                figures=[gabbard_figure(values["gabbard"]), density_figure(values["density"])]),
        Section(title="Who is crossed", tables=[_crossed(values)],
                texts=[_crossed_text(values)],
                figures=[hits_figure(values["risk_after_h"], values["risk_hits"]),
                         decay_figure(values["decay"])]),
        Section(title="Who must be warned", tables=[_warn(values)]),
    ]  # fmt: skip
    if values["services"]:
        sections.append(Section(title="Services touched", tables=[_services(values)]))
    if pages:
        sections.append(Section(title="The notice, to be read and issued", pages=[*pages.values()]))
    sections.append(Section(title="What this rests on", points=values["basis"]))
    sections.append(Section(title="What it does not say", points=values["limits"]))
    return render_page(
        f"{'Collision' if values['kind'] == 'collision' else 'Explosion'} of "
        f"{what['name'] or what['object']}",
        banner=banner, mark=mark, facts=_facts(values, catalog),
        notes=[values["headline"], *notes], sections=sections,
    )  # fmt: skip


def _facts(values: Values, catalog: str) -> dict[str, str]:
    what, other = values["what"], values["other"]
    facts = {
        "When": values["at_utc"],
        "Where": f"{values['altitude_km']:.0f} km over {values['latitude_deg']:.1f}°, "
        f"{values['longitude_deg']:.1f}°",
        "Object": f"{what['object']}, {what['mass_kg']:,.0f} kg ({what['mass_from']})",
    }
    if other is not None:
        mass = f"{other['mass_kg']:,.0f} kg ({other['mass_from']})"
        facts["With"] = f"{other['name'] or other['object']}, {mass}"
    if values["relative_speed_km_s"] is not None:
        kind = "catastrophic" if values["catastrophic"] else "not catastrophic"
        facts["Relative speed"] = f"{values['relative_speed_km_s']:.2f} km/s, {kind}"
        facts["Energy"] = f"{values['energy_j_g']:,.1f} J/g"
    half, until = values["decay"]["half_days"], values["decay"]["until_days"]
    facts["Half of the pieces gone"] = (
        f"after more than {until:,.0f} d" if half["expected"] >= until
        else _band(half, "{:,.0f}") + " d"
    )  # fmt: skip
    facts["Any hit"] = _band(values["any_hit"], "{:.1e}")
    facts["Catalogue"] = f"{catalog}, {values['screened']:,} objects"
    return facts


def _pieces(values: Values) -> Table:
    rows = [
        [f"{line['over_m']:g}", *(f"{line['count'][part]:,.0f}" for part in _PARTS)]
        for line in values["pieces"]
    ]  # fmt: skip
    return Table(columns=[("from a length of, m", True), *_BANDS], rows=rows)


def _crossed_text(values: Values) -> str:
    return (
        f"{values['crossed_total']:,} of {values['screened']:,} objects are crossed within "
        f"{values['hours']:g} h by pieces of {100.0 * values['over_m']:g} cm or more with a "
        f"probability of at least 1e-9; the likeliest {min(_CROSSED, len(values['crossed']))} "
        "stand here."
    )


def _crossed(values: Values) -> Table:
    rows = [
        [
            line["object"].removeprefix("norad:"), line["name"], line["party"] or line["owner"],
            line["type"].lower(), _when(line["first_utc"]), _when(line["peak_utc"]),
            *(f"{line['probability'][part]:.1e}" for part in _PARTS),
            f"{line['large']['expected']:.1e}", f"{line['catastrophic']['expected']:.1e}",
            f"{line['altitude_km']:.0f}",
        ]
        for line in values["crossed"][:_CROSSED]
    ]  # fmt: skip
    return Table(
        columns=[
            ("object", False), ("name", False), ("owner", False), ("type", False),
            ("crossed from", False), ("most at", False), *_BANDS, ("by 10 cm or more", True),
            ("breaks up", True), ("altitude, km", True),
        ],
        rows=rows,
    )  # fmt: skip


def _warn(values: Values) -> Table:
    rows = [
        [
            line["party"], "crewed" if line["crewed"] else "", f"{line['count']:,}",
            ", ".join(name.removeprefix("norad:") for name in line["objects"][:6]),
            _when(line["first_utc"]), *(f"{line['probability'][part]:.1e}" for part in _PARTS),
            "; ".join(_call(each) for each in line["call"]) or "no contact here",
        ]
        for line in values["warn"]
    ]  # fmt: skip
    return Table(
        columns=[
            ("whom", False), ("", False), ("objects", True), ("the likeliest", False),
            ("crossed from", False), *_BANDS, ("call", False),
        ],
        rows=rows,
    )  # fmt: skip


def _when(utc: str) -> str:
    """To the minute, on one line."""
    return utc[:16].replace("T", "\N{NO-BREAK SPACE}").replace("-", "\N{NON-BREAKING HYPHEN}")


def _call(call: Values) -> str:
    return ", ".join(call[part] for part in ("role", "phone", "email") if call[part])


def _services(values: Values) -> Table:
    rows = [
        [
            line["service"], line["kind"], f"{line['count']:,} of {line['of']:,}",
            ", ".join(line["nations"]), *(f"{line['probability'][part]:.1e}" for part in _PARTS),
        ]
        for line in values["services"]
    ]  # fmt: skip
    return Table(
        columns=[("service", False), ("kind", False), ("satellites", True), ("nations", False),
                 *_BANDS],
        rows=rows,
    )  # fmt: skip


_PARTS: Final = ("expected", "low", "high")
_BANDS: Final = [("expected", True), ("low", True), ("high", True)]


def _band(band: Values, form: str) -> str:
    low, mid, high = (form.format(band[part]) for part in ("low", "expected", "high"))
    return f"{mid} ({low} to {high})"


REPORTS: Final[Mapping[str, Callable[..., bytes]]] = {
    "breakup": render_breakup, "environment": render_environment, "launch": render_launch,
    "services": render_services,
}  # fmt: skip
"""By kind of study, what makes its page."""
