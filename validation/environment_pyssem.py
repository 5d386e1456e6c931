"""A century by pySSEM (ARCLab, MIT), for tests/consequence/environment/test_pyssem.py.

Run with pySSEM 0.1.dev465 of PyPI in an environment of its own, from the folder that holds its
package (it reads files by relative paths), seaborn absent or not:

    python environment_pyssem.py > pyssem_24_shells.json

Three species, 24 shells from 200 to 1,400 km, the static exponential atmosphere, no launches and
no spread: the numbers of Lavezzi et al. (2025). pySSEM takes the circular speed at the middle of
each shell as the speed of impact, counts n squared pairs of one species, and draws its pieces:
their mean numbers are written beside the populations, to be taken over.
"""

import json
import sys
import types

import numpy as np
from scipy.integrate import solve_ivp

SHELLS = 24
START = {"S": 400.0, "N": 300.0, "N_200kg": 150.0}
YEARS = (0.0, 10.0, 50.0, 100.0)
KIND = {"Cd": 2.2, "slotting_effectiveness": 1.0, "drag_func": "drag_func_exp",
        "launch_func": "launch_func_null"}  # fmt: skip
SPECIES = [
    KIND | {
        "sym_name": "S", "mass": 200, "radius": 1.25, "A": 5.0, "active": True,
        "maneuverable": True, "trackable": True, "deltat": 8, "Pm": 0.9, "alpha": 0.1,
        "alpha_active": 0.1, "slotted": False, "drag_effected": False, "pmd_func": "pmd_func_sat",
    },
    KIND | {
        "sym_name": "N", "mass": 0.5, "radius": 0.125, "A": 0.05, "active": False,
        "maneuverable": False, "trackable": True, "deltat": None, "Pm": 0, "alpha": 0,
        "alpha_active": 0, "RBflag": 0, "drag_effected": True, "pmd_func": "pmd_func_derelict",
    },
]  # fmt: skip


def main():
    sys.modules.setdefault("seaborn", types.ModuleType("seaborn"))
    out, sys.stdout = sys.stdout, sys.stderr  # it prints as it goes
    np.random.seed(1)  # noqa: NPY002 - what pySSEM draws from
    from pyssem.model import Model  # noqa: PLC0415
    from pyssem.utils.simulation.scen_properties import ScenarioProperties  # noqa: PLC0415

    ScenarioProperties.initial_pop_and_launch = lambda _self, **_more: None  # no downloads
    model = Model(
        start_date="01/01/2025", simulation_duration=100, steps=100, min_altitude=200,
        max_altitude=1400, n_shells=SHELLS, launch_function="Constant", integrator="BDF",
        density_model="static_exp_dens_func", LC=0.1, v_imp=10.0, fragment_spreading=False,
        parallel_processing=False, baseline=True,
    )  # fmt: skip
    model.configure_species(SPECIES)
    model.build_model()
    properties = model.scenario_properties
    names = [each.sym_name for group in properties.species.values() for each in group]
    start = np.concatenate([np.full(SHELLS, START[name]) for name in names])
    course = solve_ivp(
        lambda _t, x: np.array([f(*x) for f in properties.equations], float), (0.0, YEARS[-1]),
        start, method="BDF", t_eval=YEARS, rtol=1e-8, atol=1e-8,
    )  # fmt: skip
    pieces = {}
    for pair in properties.collision_pairs:
        loss, _, made, _ = (float(value) for value in pair.gammas.row(0))
        pieces[f"{pair.species1.sym_name} {pair.species2.sym_name}"] = round(-made / loss, 6)
    json.dump(
        {
            "source": "pySSEM 0.1.dev465, validation/environment_pyssem.py",
            "years": YEARS, "species": names, "pieces": pieces,
            "population": np.round(course.y.T, 6).reshape(len(YEARS), 3, SHELLS).tolist(),
        },
        out,
    )  # fmt: skip


if __name__ == "__main__":
    main()
