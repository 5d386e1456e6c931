/** The sky as the node packs it: `GET /api/v1/sky`, columns of every orbit that one may see. */
import type { EarthTable } from "./frames";

/** Reads `docs/reference/http-api.md`, "The sky in binary", and nothing else. */
export const MAGIC = "CSPOSKY1";

export type Numbers = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array;

/** A column of words: an index for each row into the words that there are. */
export interface Words {
  readonly values: readonly string[];
  readonly index: Uint16Array | Uint8Array;
}

export interface Sky {
  readonly count: number;
  readonly mode: string;
  readonly earth: EarthTable;
  /** What `epochS` counts from: ms since 1970 on a clock of TAI. */
  readonly referenceTaiMs: number;
  readonly noradId: Uint32Array;
  /** Identity where there is no catalogue number, else empty. */
  readonly otherId: readonly string[];
  readonly name: readonly string[];
  readonly designator: readonly string[];
  readonly owner: Words;
  readonly type: Words;
  readonly source: Words;
  readonly mark: Words;
  readonly epochS: Float64Array;
  readonly meanMotionRadS: Float64Array;
  readonly eccentricity: Float32Array;
  readonly inclinationRad: Float32Array;
  readonly raanRad: Float32Array;
  readonly argpRad: Float32Array;
  readonly meanAnomalyRad: Float32Array;
  /** Drag term B*, 1 / Earth radii. */
  readonly bstarPerEr: Float32Array;
  /** Radar cross-section, m²; NaN where it is not known. */
  readonly rcsM2: Float32Array;
}

interface Header {
  readonly count: number;
  readonly mode: string;
  readonly reference_tai_ms: number;
  readonly earth: EarthTable;
  readonly owner: readonly string[];
  readonly type: readonly string[];
  readonly source: readonly string[];
  readonly mark: readonly string[];
  readonly columns: readonly { name: string; type: string; bytes: number }[];
}

const KINDS: Readonly<Record<string, new (b: ArrayBuffer, at: number, n: number) => Numbers>> = {
  float64: Float64Array, float32: Float32Array,
  uint32: Uint32Array, uint16: Uint16Array, uint8: Uint8Array,
};
const ALIGNED = 8;

/** Read the bytes; the columns are views of them, not copies. Throws where they are something else. */
export function readSky(data: ArrayBuffer): Sky {
  const text = new TextDecoder();
  if (data.byteLength < 12 || text.decode(new Uint8Array(data, 0, 8)) !== MAGIC) {
    throw new Error("this is no sky of a node: another version of the page is open, load it again");
  }
  const length = new DataView(data).getUint32(8, true);
  const header = JSON.parse(text.decode(new Uint8Array(data, 12, length))) as Header;
  const columns = new Map<string, Numbers | string[]>();
  let at = 12 + length;
  for (const { name, type, bytes } of header.columns) {
    const Kind = KINDS[type];
    columns.set(
      name,
      Kind
        ? new Kind(data, at, bytes / (type === "float64" ? 8 : Number(/\d+$/.exec(type)) / 8))
        : lines(text.decode(new Uint8Array(data, at, bytes)), header.count),
    );
    at += bytes + (-bytes & (ALIGNED - 1));
  }
  const column = <T extends Numbers | string[]>(name: string, Kind: new (n: number) => T): T => {
    const found = columns.get(name);
    if (!(found instanceof Kind) || found.length !== header.count) {
      throw new Error(`the sky lacks its column ${name}`);
    }
    return found;
  };
  return {
    count: header.count, mode: header.mode, earth: header.earth,
    referenceTaiMs: header.reference_tai_ms,
    noradId: column("norad_id", Uint32Array), otherId: column("other_id", Array<string>),
    name: column("name", Array<string>), designator: column("designator", Array<string>),
    owner: { values: header.owner, index: column("owner", Uint16Array) },
    type: { values: header.type, index: column("type", Uint8Array) },
    source: { values: header.source, index: column("source", Uint16Array) },
    mark: { values: header.mark, index: column("mark", Uint16Array) },
    epochS: column("epoch_s", Float64Array),
    meanMotionRadS: column("mean_motion_rad_s", Float64Array),
    eccentricity: column("eccentricity", Float32Array),
    inclinationRad: column("inclination_rad", Float32Array),
    raanRad: column("raan_rad", Float32Array), argpRad: column("argp_rad", Float32Array),
    meanAnomalyRad: column("mean_anomaly_rad", Float32Array),
    bstarPerEr: column("bstar_per_er", Float32Array), rcsM2: column("rcs_m2", Float32Array),
  };
}

function lines(text: string, count: number): string[] {
  return count ? text.split("\n") : [];
}

/** The identity of a row, as all of the node's interface has it: `norad:25544`. */
export function identityOf(sky: Sky, row: number): string {
  const number = sky.noradId[row] ?? 0;
  return number ? `norad:${number}` : (sky.otherId[row] ?? "");
}

/** The row of an identity, -1 where it is not there. A bare number is a catalogue number. */
export function rowOf(sky: Sky, identity: string): number {
  const number = /^(?:norad:)?(\d+)$/.exec(identity)?.[1];
  return number ? sky.noradId.indexOf(Number(number)) : sky.otherId.indexOf(identity);
}

/** What a row is called: its name, else its identity. */
export function nameOf(sky: Sky, row: number): string {
  const name = sky.name[row] ?? "";
  return name !== "" ? name : identityOf(sky, row);
}

/** A row's word in a column of words; empty where it is not known. */
export function wordOf(words: Words, row: number): string {
  return words.values[words.index[row] ?? -1] ?? "";
}

/** Epoch of a row's elements: ms since 1970 on a clock of TAI. */
export function epochTaiMs(sky: Sky, row: number): number {
  return sky.referenceTaiMs + (sky.epochS[row] ?? NaN) * 1_000;
}

/** Time of one revolution, s. */
export function periodS(sky: Sky, row: number): number {
  return (2 * Math.PI) / (sky.meanMotionRadS[row] ?? NaN);
}
