/** Lines in space and over the ground: the orbit of an object, and where it passes. */
import { fromGeodetic } from "../orbit/frames";
import type { TrackPoint } from "../orbit/propagate";
import type { Globe, Layer } from "./globe";

/** Points of a line; a shorter one ends early. */
export const LINE_POINTS = 361;
/** A track is drawn so far above the ground, for the mesh is no perfect ellipsoid. */
const ABOVE_KM = 20;

const VERTEX = `
in float corner;
in vec3 from;
in vec3 to;
uniform vec2 u_size;
uniform float u_width;
out float v_along;
out float v_across;
void main() {
  vec4 a = czm_modelViewProjection * vec4(from, 1.0);
  vec4 b = czm_modelViewProjection * vec4(to, 1.0);
  bool known = dot(from, from) > 1.0 && dot(to, to) > 1.0;
  if (!known || a.w <= 1.0 || b.w <= 1.0) {
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
    return;
  }
  vec2 way = (b.xy / b.w - a.xy / a.w) * u_size;
  vec2 aside = length(way) > 0.0 ? normalize(vec2(-way.y, way.x)) : vec2(0.0);
  float end = step(1.5, corner);
  float side = mod(corner, 2.0) * 2.0 - 1.0;
  vec4 at = mix(a, b, end);
  at.xy += aside * side * (u_width + 1.0) / u_size * at.w;
  v_along = float(gl_InstanceID) + end;
  v_across = side * (u_width + 1.0);
  gl_Position = at;
}`;

const FRAGMENT = `
in float v_along;
in float v_across;
uniform float u_width;
uniform vec4 u_color;
uniform vec2 u_fade;
void main() {
  float share = v_along / ${LINE_POINTS - 1}.0;
  float alpha = u_color.a * mix(u_fade.x, u_fade.y, share);
  alpha *= clamp(u_width + 0.5 - abs(v_across), 0.0, 1.0);
  if (alpha < 0.02) discard;
  out_FragColor = vec4(u_color.rgb, alpha);
}`;

export class Line {
  /** Red, green, blue, alpha, 0 to 1. */
  color: readonly number[] = [1, 1, 1, 1];
  private readonly layer: Layer;

  constructor(globe: Globe, options: {
    /** Whether its points are of TEME, and not fixed to the Earth. */
    readonly inertial: boolean;
    readonly widthPx: number;
    /** How strong it is where it begins and where it ends. */
    readonly fade: readonly [number, number];
    /** The canvas in its own pixels, and how many of them a pixel of the page has. */
    readonly size: () => readonly [number, number, number];
  }) {
    this.layer = globe.add({
      primitive: "strip", vertex: VERTEX, fragment: FRAGMENT, blended: "over",
      inertial: options.inertial,
      buffers: { corner: Float32Array.of(0, 1, 2, 3), line: new Float32Array(LINE_POINTS * 3) },
      attributes: [
        { name: "corner", buffer: "corner", size: 1 },
        { name: "from", buffer: "line", size: 3, each: true },
        { name: "to", buffer: "line", size: 3, each: true, offset: 3 },
      ],
      count: 4, instances: LINE_POINTS - 1,
      uniforms: {
        u_size: () => options.size().slice(0, 2),
        u_width: () => (options.widthPx / 2) * options.size()[2],
        u_color: () => this.color, u_fade: () => options.fade,
      },
    });
    this.layer.show = false;
  }

  /** Positions, km, x y z one after the other; none: the line is gone. */
  set(points: Float32Array): void {
    this.layer.show = points.length >= 6;
    if (!this.layer.show) return;
    const all = new Float32Array(LINE_POINTS * 3).fill(0);
    all.set(points.subarray(0, all.length));
    this.layer.set("line", all);
  }
}

/** A ground track as a line just above the ground. */
export function trackLine(track: readonly TrackPoint[]): Float32Array {
  return Float32Array.from(
    track.flatMap(({ latitudeDeg, longitudeDeg }) => [
      ...fromGeodetic(latitudeDeg, longitudeDeg, ABOVE_KM),
    ]),
  );
}
