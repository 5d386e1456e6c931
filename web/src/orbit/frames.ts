/**
 * Time and frames: UTC to TAI and UT1, TEME to the Earth, the Earth to latitude and longitude.
 *
 * The way is that of Vallado, AIAA 2006-6753, appendix C: sidereal time of 1982 turns TEME to the
 * Earth without polar motion, and the pole's two coordinates do the rest. The node goes by IAU
 * 2006/2000A; both agree to a few metres (`frames.test.ts`).
 */

export type Vector = readonly [number, number, number];
/** Rows one after the other. */
export type Matrix = readonly [
  number, number, number, number, number, number, number, number, number,
];

/** UTC (ms since 1970), TAI - UTC (s), UT1 - TAI (s), pole x and y (rad); one row a day. */
export type EarthRow = readonly [number, number, number, number, number];
export type EarthTable = readonly EarthRow[];

const J2000_MS = Date.UTC(2000, 0, 1, 12);
const CENTURY_MS = 36_525 * 86_400_000;
const SIDEREAL_S_TO_RAD = (2 * Math.PI) / 86_400;
/** Where there is no table: TAI - UTC since 2017, UT1 as UTC, the pole in the middle. */
const NONE: EarthRow = [0, 37, -37, 0, 0];

/** WGS-84. */
export const EARTH_RADIUS_KM = 6378.137;
const FLATTENING = 1 / 298.257223563;
const E2 = FLATTENING * (2 - FLATTENING);

/** How the Earth stands at an instant; beyond the table its nearest row is held. */
function earthAt(earth: EarthTable, utcMs: number): EarthRow {
  const [first, last] = [earth[0] ?? NONE, earth.at(-1) ?? NONE];
  if (utcMs <= first[0]) return first;
  if (utcMs >= last[0]) return last;
  let [low, high] = [0, earth.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((earth[middle]?.[0] ?? 0) <= utcMs) low = middle;
    else high = middle;
  }
  const [a, b] = [earth[low] ?? first, earth[high] ?? last];
  const share = (utcMs - a[0]) / (b[0] - a[0]);
  const between = (x: number, y: number) => x + (y - x) * share;
  return [utcMs, a[1], between(a[2], b[2]), between(a[3], b[3]), between(a[4], b[4])];
}

/** What a clock of TAI shows at this UTC, both ms since 1970. */
export function taiMsOf(earth: EarthTable, utcMs: number): number {
  return utcMs + earthAt(earth, utcMs)[1] * 1_000;
}

/** Greenwich mean sidereal time (IAU 1982), rad. */
export function siderealTimeRad(earth: EarthTable, utcMs: number): number {
  const [, leapS, ut1MinusTaiS] = earthAt(earth, utcMs);
  const t = (utcMs + (leapS + ut1MinusTaiS) * 1_000 - J2000_MS) / CENTURY_MS;
  const s = 67_310.54841 + t * (3_164_400_184.812866 + t * (0.093104 - t * 6.2e-6));
  return ((s * SIDEREAL_S_TO_RAD) % (2 * Math.PI)) + (s < 0 ? 2 * Math.PI : 0);
}

/** Turns positions of TEME to the Earth's axes (ITRF). */
export function itrfFromTeme(earth: EarthTable, utcMs: number): Matrix {
  const [, , , x, y] = earthAt(earth, utcMs);
  const angle = siderealTimeRad(earth, utcMs);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  // Polar motion, to first order, times the turn about the pole.
  return [c, s, x, -s, c, -y, -x * c - y * s, -x * s + y * c, 1];
}

/** The matrix times the vector. */
export function turn(m: Matrix, [x, y, z]: Vector): Vector {
  return [
    m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z,
  ];
}

/** The matrix, transposed: what turns back. */
export function transposed(m: Matrix): Matrix {
  return [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]];
}

export interface Geodetic {
  readonly latitudeDeg: number;
  /** -180 to 180, east positive. */
  readonly longitudeDeg: number;
  readonly heightKm: number;
}

/** Latitude, longitude and height (WGS-84) of an Earth-fixed position, km; to a millimetre. */
export function geodetic([x, y, z]: Vector): Geodetic {
  const across = Math.hypot(x, y);
  let latitude = Math.atan2(z, across * (1 - E2));
  for (let n = 0; n < 5; n++) {
    const normal = EARTH_RADIUS_KM / Math.sqrt(1 - E2 * Math.sin(latitude) ** 2);
    latitude = Math.atan2(z + E2 * normal * Math.sin(latitude), across);
  }
  const [c, s] = [Math.cos(latitude), Math.sin(latitude)];
  return {
    latitudeDeg: degrees(latitude),
    longitudeDeg: degrees(Math.atan2(y, x)),
    heightKm: across * c + z * s - EARTH_RADIUS_KM * Math.sqrt(1 - E2 * s * s),
  };
}

/** Earth-fixed position, km, of geodetic coordinates (degrees, km). */
export function fromGeodetic(latitudeDeg: number, longitudeDeg: number, heightKm = 0): Vector {
  const [b, l] = [radians(latitudeDeg), radians(longitudeDeg)];
  const normal = EARTH_RADIUS_KM / Math.sqrt(1 - E2 * Math.sin(b) ** 2);
  const across = (normal + heightKm) * Math.cos(b);
  const z = (normal * (1 - E2) + heightKm) * Math.sin(b);
  return [across * Math.cos(l), across * Math.sin(l), z];
}

/**
 * Direction to the Sun along the Earth's axes, to a hundredth of a degree.
 *
 * Source: The Astronomical Almanac, "Low-precision formulas for the Sun's coordinates".
 */
export function sunDirection(earth: EarthTable, utcMs: number): Vector {
  const days = (utcMs - J2000_MS) / 86_400_000;
  const mean = radians(280.46 + 0.9856474 * days);
  const anomaly = radians(357.528 + 0.9856003 * days);
  const centre = 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly);
  const longitude = mean + radians(centre);
  const tilt = radians(23.439 - 4e-7 * days);
  const s = Math.sin(longitude);
  return turn(itrfFromTeme(earth, utcMs), [
    Math.cos(longitude), Math.cos(tilt) * s, Math.sin(tilt) * s,
  ]);
}

/** Whether the Earth stands between the eye and a position, both Earth-fixed, km. */
export function isBehindEarth(eye: Vector, rKm: Vector): boolean {
  const way: Vector = [rKm[0] - eye[0], rKm[1] - eye[1], rKm[2] - eye[2]];
  const along = -(eye[0] * way[0] + eye[1] * way[1] + eye[2] * way[2]);
  const length2 = way[0] ** 2 + way[1] ** 2 + way[2] ** 2;
  if (along <= 0 || along >= length2) return false;
  const nearest2 = eye[0] ** 2 + eye[1] ** 2 + eye[2] ** 2 - along ** 2 / length2;
  return nearest2 < (EARTH_RADIUS_KM - 10) ** 2;
}

function degrees(rad: number): number {
  return (rad * 180) / Math.PI;
}

function radians(deg: number): number {
  return (deg * Math.PI) / 180;
}
