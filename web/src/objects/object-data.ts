/** What a page and a panel of one object ask the node for. */
import type { ReactiveControllerHost } from "lit";

import { enc } from "../api/client";
import { Resource } from "../api/resource";
import type { ObjectAnswer, Sides } from "./model";

/** `GET /api/v1/tracks`: where it is now, by the node. */
export interface Tracks {
  readonly start_utc: string;
  readonly tracks: readonly {
    readonly object: string;
    readonly latitude_deg: readonly (number | null)[];
    readonly longitude_deg: readonly (number | null)[];
    readonly height_km: readonly (number | null)[];
  }[];
}

/** `GET /api/v1/encounters`. */
export interface Approaches {
  readonly items: readonly {
    readonly event: string;
    readonly object1: string;
    readonly object2: string;
    readonly name1: string;
    readonly name2: string;
    readonly tca_utc: string;
    readonly miss_distance_km: number;
    readonly relative_speed_km_s: number | null;
    /** Of the warning that stands for it; empty: nobody warns. */
    readonly severity: string;
    readonly pc: number | null;
    readonly mark: string;
  }[];
  readonly next: string | null;
}

const NOW_EVERY_MS = 10_000;
const NEXT = 8;

/** Everything about one object, kept fresh for a host. */
export class ObjectData {
  readonly answer: Resource<ObjectAnswer>;
  readonly sides: Resource<Sides>;
  readonly now: Resource<Tracks>;
  readonly approaches: Resource<Approaches>;

  constructor(host: ReactiveControllerHost, object: () => string) {
    const path = (begin: string) => () => (object() ? { path: `${begin}/${enc(object())}` } : null);
    const kinds = ["orbit", "ephemeris", "catalog-object", "opinion", "same-object"];
    this.answer = new Resource(host, path("objects"), { kinds });
    this.sides = new Resource(host, path("sides"), { kinds, everyMs: 60_000 });
    this.now = new Resource(host, () => (object() ? { path: "tracks", params: { object: object() } } : null), {
      everyMs: NOW_EVERY_MS,
    });
    this.approaches = new Resource(
      host,
      () => (object() ? { path: "encounters", params: { object: object(), limit: NEXT } } : null),
      { kinds: ["conjunction", "warning"] },
    );
  }

  /** Ask for all of it again. */
  reload(): void {
    for (const each of [this.answer, this.sides, this.now, this.approaches]) void each.reload();
  }
}

/** `12.3° N, 45.6° E, 421 km up`; empty where it can't be said. */
export function placeText(tracks: Tracks | undefined): string {
  const [track] = tracks?.tracks ?? [];
  const [latitude, longitude, height] = [track?.latitude_deg[0], track?.longitude_deg[0], track?.height_km[0]];
  if (latitude === null || latitude === undefined || longitude === null || longitude === undefined) return "";
  const side = (deg: number, plus: string, minus: string) => `${Math.abs(deg).toFixed(2)}° ${deg < 0 ? minus : plus}`;
  const up = height === null || height === undefined ? "" : `, ${Math.round(height).toLocaleString("en")} km up`;
  return `${side(latitude, "N", "S")}, ${side(longitude, "E", "W")}${up}`;
}
