"""Makes the map on the globe: Natural Earth II from the tiles of `@cesium/engine`, in one piece.

Natural Earth is in the public domain. Run after ``npm ci``: ``python web/scripts/earth_map.py``.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

WEB = Path(__file__).parents[1]
TILES = WEB / "node_modules/@cesium/engine/Source/Assets/Textures/NaturalEarthII/2"
MAP = WEB / "src/sky/earth.webp"
SIDE_PX = 256
ACROSS, DOWN = 8, 4


def main() -> None:
    """Tiles are counted from the south."""
    whole = Image.new("RGB", (ACROSS * SIDE_PX, DOWN * SIDE_PX))
    for x in range(ACROSS):
        for y in range(DOWN):
            tile = Image.open(TILES / str(x) / f"{y}.jpg")
            whole.paste(tile, (x * SIDE_PX, (DOWN - 1 - y) * SIDE_PX))
    whole.save(MAP, quality=78, method=6)


if __name__ == "__main__":
    main()
