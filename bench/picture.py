"""The sky on the page, without a graphics card: how soon, how smooth, how many bytes.

A box with the whole catalogue, and Debian's Chromium drawing in software (SwiftShader), begun
anew with nothing kept. Times count from opening the address.

    python -m bench.picture [--minutes M] [--json]

``--minutes 30`` lets time run at sixty times its speed for so long, and looks each minute at
what the page holds after its garbage is collected. Exit code 1 where a limit is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.sync_api import CDPSession, Page, sync_playwright

CATALOG: Final = "catalog/celestrak_on_orbit_20241101.omm.csv.gz"
CSPO: Final = Path(sys.executable).with_name("cspo")
ARGUMENTS: Final = (
    "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
VIEW: Final = "document.querySelector('cspo-app')?.shadowRoot?.querySelector('cspo-sky-view')"
TURN_S: Final = 10.0
LIMITS: Final = {
    "first_s": 3.0, "all_objects_s": 5.0, "page_bytes": 2e6, "data_bytes": 2e6,
    "heap_growth_mb": 8.0,
}  # fmt: skip
LEAST_FRAMES_S: Final = 3.0


@contextmanager
def box() -> Iterator[tuple[str, str]]:
    """Address and cookie of AUS in a box that has come to rest."""
    catalog = Path(os.environ["CSPO_DATA"]) / CATALOG
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "box"
        up = subprocess.Popen(
            [str(CSPO), "up", "--json", "--port", "0", "--catalog", str(catalog), "--data",
             str(data), "--nations", "AUS,NZL"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        try:
            assert up.stdout is not None
            url, screened = "", 0
            while screened < 2:
                line = json.loads(up.stdout.readline())
                url = line.get("url", url)
                screened += line.get("event") == "screened"
            code = json.loads((data / "tokens.json").read_text())["AUS"]
            answer = httpx.post(
                f"{url}/AUS/api/v1/session", json={"code": code}, trust_env=False, timeout=60.0
            )
            yield url, answer.raise_for_status().cookies["cspo-AUS"]
        finally:
            up.terminate()
            up.wait()


def opened(url: str, page: Page, cdp: CDPSession) -> dict[str, float]:
    """Open the sky, cold; when there is what, in seconds, and how many bytes it took."""
    sizes = {"page_bytes": 0.0, "data_bytes": 0.0}
    kinds: dict[str, str] = {}
    cdp.on(
        "Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["response"]["url"]})
    )

    def loaded(event: dict[str, Any]) -> None:
        name = "data_bytes" if "/api/v1/" in kinds.get(event["requestId"], "") else "page_bytes"
        sizes[name] += event["encodedDataLength"]

    cdp.on("Network.loadingFinished", loaded)
    cdp.send("Network.enable")
    page.goto(f"{url}/AUS/#/sky")
    page.locator("cspo-sky-view[drawn]").wait_for(state="attached", timeout=120_000)
    marks: dict[str, float] = page.evaluate(
        "Object.fromEntries(performance.getEntriesByType('mark').map((m) => [m.name, m.startTime]))"
    )
    return {
        "first_s": marks["cspo-sky-first"] / 1e3, "all_objects_s": marks["cspo-sky-all"] / 1e3,
        **sizes,
    }  # fmt: skip


def answers_key_s(page: Page) -> float:
    """From a key on the globe to the picture that it leads to."""
    page.evaluate(f"{VIEW}.renderRoot.querySelector('canvas').focus()")
    began: list[float] = page.evaluate(f"[performance.now(), {VIEW}.scene.pulse.frames]")
    page.keyboard.press("ArrowRight")
    ended: float = page.evaluate(f"""(before) => new Promise((done) => {{
        const look = () => {VIEW}.scene.pulse.frames > before
          ? done(performance.now()) : requestAnimationFrame(look);
        look();
    }})""", began[1])  # fmt: skip
    return (ended - began[0]) / 1e3


def frames_s(page: Page) -> float:
    """Pictures a second while the globe is turned and time runs sixty times as fast."""
    counted: float = page.evaluate(f"""(seconds) => new Promise((done) => {{
        const {{ scene }} = {VIEW};
        const [began, before] = [performance.now(), scene.pulse.frames];
        const turn = () => {{
          const {{ look }} = scene.globe;
          scene.lookFrom({{ ...look, longitudeDeg: look.longitudeDeg + 0.5 }});
          const past = (performance.now() - began) / 1000;
          if (past > seconds) done((scene.pulse.frames - before) / past);
          else requestAnimationFrame(turn);
        }};
        turn();
    }})""", TURN_S)  # fmt: skip
    return counted


def heap_mb(cdp: CDPSession) -> float:
    """What is held on the page's own heap, after collection."""
    cdp.send("HeapProfiler.collectGarbage")
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    used = next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize")
    return float(used) / 1e6


def growth_mb(cdp: CDPSession, minutes: int) -> tuple[float, list[float]]:
    """How much more is held at the end than at the beginning: medians of the two thirds' ends."""
    held = []
    for _ in range(minutes):
        time.sleep(60.0)
        held.append(heap_mb(cdp))
    third = max(len(held) // 3, 1)
    return statistics.median(held[-third:]) - statistics.median(held[:third]), held


def measure(minutes: int) -> dict[str, Any]:
    """All of it."""
    chromium = os.environ.get("CSPO_CHROMIUM") or shutil.which("chromium")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with box() as (url, cookie), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *sandbox])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{
            "name": "cspo-AUS", "value": cookie, "domain": "127.0.0.1", "path": "/AUS/",
            "httpOnly": True, "sameSite": "Strict",
        }])  # fmt: skip
        page = context.new_page()
        cdp = context.new_cdp_session(page)
        found: dict[str, Any] = opened(url, page, cdp)
        found["objects"] = page.evaluate(f"{VIEW}.scene.motion.sky.count")
        found["key_s"] = answers_key_s(page)
        page.get_by_label("Speed of time").select_option("60")
        found["frames_s"] = frames_s(page)
        canvas = f"{VIEW}.renderRoot.querySelector('canvas')"
        found["pixel_ratio"] = page.evaluate(f"{canvas}.width / {canvas}.clientWidth")
        if minutes:
            cdp.send("Performance.enable")
            found["heap_growth_mb"], found["heap_mb"] = growth_mb(cdp, minutes)
        browser.close()
    return found


def main() -> int:
    """Measure, tell, and hold against the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=0, help="look at memory for so long")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.minutes)
    broken = [name for name, most in LIMITS.items() if found.get(name, 0.0) > most]
    if found["frames_s"] < LEAST_FRAMES_S:
        broken.append("frames_s")
    if given.json:
        print(json.dumps({**found, "broken": broken}))
    else:
        for name, value in found.items():
            limit = LIMITS.get(name, LEAST_FRAMES_S if name == "frames_s" else None)
            told = " ".join(map(str, value)) if isinstance(value, list) else f"{value:,.2f}"
            print(f"{name:16} {told:>14}  {limit or ''}")
        print("broken:", ", ".join(broken) or "none")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
