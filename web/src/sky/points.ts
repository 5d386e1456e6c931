/**
 * All objects as points that move on the graphics card: two frames of states go up now and then,
 * and each picture sets nothing but the share of the way between them.
 *
 * The polynomial is that of `orbit/interpolate.ts`; shapes are those of `SHAPES` in `ui/tokens.ts`.
 */
import { quintic, positionsBetween, shareOf, WIDTH, type Frame } from "../orbit/interpolate";
import type { Globe, Layer } from "./globe";

/** Bytes of how a point looks: red, green, blue, alpha, shape, size, and two to spare. */
export const LOOK = 8;
/** Beyond its ends a polynomial goes astray: what is late stands still. */
const FARTHEST_SHARE = 1.25;

const VERTEX = `
in vec3 r0;
in vec3 v0;
in vec3 r1;
in vec3 v1;
in vec4 color;
in vec2 look;
uniform vec4 u_weights;
uniform vec2 u_pulls;
uniform float u_size;
out vec4 v_color;
out float v_shape;
out float v_size;
float pull(vec3 r) {
  float inverse = inversesqrt(dot(r, r));
  return -398600.8 * inverse * inverse * inverse;
}
void main() {
  v_color = color;
  v_shape = floor(look.x * 255.0 + 0.5);
  float size = look.y * 255.0 * 0.25 * u_size;
  bool known = dot(r0, r0) > 1.0 && dot(r1, r1) > 1.0;
  if (!known || size <= 0.0) {
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
    gl_PointSize = 0.0;
    v_size = 1.0;
    return;
  }
  vec3 r = (u_weights.x + u_pulls.x * pull(r0)) * r0 + u_weights.y * v0
    + (u_weights.z + u_pulls.y * pull(r1)) * r1 + u_weights.w * v1;
  gl_Position = czm_modelViewProjection * vec4(r, 1.0);
  v_size = size + 2.0;
  gl_PointSize = v_size;
}`;

const FRAGMENT = `
in vec4 v_color;
in float v_shape;
in float v_size;
uniform vec4 u_edge;
uniform float u_strength;
// Distance to the edge of a shape, in its own half size; negative inside. y is up.
float triangle(vec2 p) {
  return max(abs(p.x) * 0.894 + p.y * 0.447 - 0.42, -p.y - 0.72);
}
float shape(vec2 p) {
  if (v_shape < 0.5) return length(p) - 0.9;
  if (v_shape < 1.5) return triangle(p);
  if (v_shape < 2.5) return max(abs(p.x), abs(p.y)) - 0.76;
  if (v_shape < 3.5) return (abs(p.x) + abs(p.y) - 1.0) * 0.71;
  if (v_shape < 4.5) return max(min(abs(p.x), abs(p.y)) - 0.3, max(abs(p.x), abs(p.y)) - 0.95);
  if (v_shape < 5.5) return triangle(vec2(p.x, -p.y));
  if (v_shape < 6.5) {
    float turn = atan(p.x, p.y);
    return length(p) - (0.68 + 0.32 * cos(5.0 * turn));
  }
  return abs(length(p) - 0.7) - 0.22;
}
void main() {
  float scale = 0.5 * v_size;
  vec2 p = (gl_PointCoord - 0.5) * vec2(2.0, -2.0) * scale / max(scale - 1.0, 1.0);
  float off = shape(p) * max(scale - 1.0, 1.0);
  float inside = clamp(0.5 - off, 0.0, 1.0);
  float around = clamp(1.5 - off, 0.0, 1.0);
  // What is small is all colour: a ring around it would hide the Earth.
  float edge = around * u_edge.a * smoothstep(4.5, 8.0, v_size);
  float alpha = mix(edge, 1.0, inside) * v_color.a * u_strength;
  if (alpha < 0.02) discard;
  out_FragColor = vec4(mix(u_edge.rgb, v_color.rgb, inside), alpha);
}`;

/** What was hit. */
export interface Hit {
  readonly row: number;
  readonly xPx: number;
  readonly yPx: number;
}

export class Points {
  /** Pixels of the canvas for each of the page's, times how much larger points are from near. */
  scale = 1;
  /** How strong they are: less where one of them is looked at. */
  strength = 1;
  /** Colour around each, 0 to 1. */
  edge: readonly number[] = [0, 0, 0, 0.6];
  private layer: Layer | null = null;
  private pair: readonly [Frame, Frame] | null = null;
  private looks = new Uint8Array(0);
  private weights: readonly number[] = [1, 0, 0, 0];
  private pulls: readonly number[] = [0, 0];
  private spots = new Float32Array(0);

  constructor(private readonly globe: Globe) {}

  get count(): number {
    return this.looks.length / LOOK;
  }

  /** Take two frames of states; of those that are there already only the new one goes up. */
  setPair(pair: readonly [Frame, Frame]): void {
    const before = this.pair;
    this.pair = pair;
    const count = pair[0].states.length / WIDTH;
    if (!this.layer || before?.[0].states.length !== pair[0].states.length) {
      this.rebuild(count);
    } else if (before[1] === pair[0]) {
      this.layer.shift(pair[1].states);
    } else {
      const [first, second] = this.layer.inOrder();
      if (before[0] !== pair[0]) this.layer.set(first, pair[0].states);
      if (before[1] !== pair[1]) this.layer.set(second, pair[1].states);
    }
  }

  /** How each looks: `LOOK` bytes a row. Shape counts `SHAPES`; size in quarters of a pixel, 0: hidden. */
  setLooks(looks: Uint8Array<ArrayBuffer>): void {
    this.looks = looks;
    this.layer?.set("look", looks);
  }

  /** Move to an instant. */
  move(utcMs: number): void {
    if (!this.pair) return;
    const [from, to] = this.pair;
    const share = held(shareOf(from, to, utcMs));
    const [a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = quintic(share, (to.utcMs - from.utcMs) / 1_000);
    this.weights = [a, b, d, e];
    this.pulls = [c, f];
  }

  /** Which point is nearest to a place on the canvas, within so many of the page's pixels. */
  hit(xPx: number, yPx: number, withinPx: number, utcMs: number, fixedOf: FixedOf): Hit | null {
    if (!this.pair) return null;
    const [from, to] = this.pair;
    if (this.spots.length !== this.count * 3) this.spots = new Float32Array(this.count * 3);
    const at = from.utcMs + held(shareOf(from, to, utcMs)) * (to.utcMs - from.utcMs);
    positionsBetween(from, to, at, this.spots);
    let best: Hit | null = null;
    let bestPx = withinPx;
    for (let row = 0; row < this.count; row++) {
      if (!this.looks[row * LOOK + 5]) continue;
      const [x = NaN, y = NaN, z = NaN] = this.spots.subarray(row * 3, row * 3 + 3);
      const seen = Number.isFinite(x) ? this.globe.project(fixedOf([x, y, z])) : null;
      const offPx = seen ? Math.hypot(seen[0] - xPx, seen[1] - yPx) : Infinity;
      if (seen && offPx < bestPx) {
        bestPx = offPx;
        best = { row, xPx: seen[0], yPx: seen[1] };
      }
    }
    return best;
  }

  private rebuild(count: number): void {
    if (!this.pair) return;
    if (this.layer) this.globe.remove(this.layer);
    if (this.looks.length !== count * LOOK) this.looks = new Uint8Array(count * LOOK);
    const stride = WIDTH;
    this.layer = this.globe.add(
      {
        primitive: "points", vertex: VERTEX, fragment: FRAGMENT, inertial: true, blended: "under",
        buffers: { a: this.pair[0].states, b: this.pair[1].states, look: this.looks },
        attributes: [
          { name: "r0", buffer: "a", size: 3, stride },
          { name: "v0", buffer: "a", size: 3, stride, offset: 3 },
          { name: "r1", buffer: "b", size: 3, stride },
          { name: "v1", buffer: "b", size: 3, stride, offset: 3 },
          { name: "color", buffer: "look", size: 4, stride: LOOK, normalize: true },
          { name: "look", buffer: "look", size: 2, stride: LOOK, offset: 4, normalize: true },
        ],
        count,
        uniforms: {
          u_weights: () => this.weights, u_pulls: () => this.pulls,
          u_size: () => this.scale, u_edge: () => this.edge,
          u_strength: () => this.strength,
        },
      },
      ["a", "b"],
    );
  }
}

type FixedOf = (teme: readonly [number, number, number]) => readonly [number, number, number];

function held(share: number): number {
  return Math.min(Math.max(share, 1 - FARTHEST_SHARE), FARTHEST_SHARE);
}
