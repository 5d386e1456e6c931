/** The Earth: one mesh of the ellipsoid, one picture, day and night. */
import { fromGeodetic, type Vector } from "../orbit/frames";
import type { Theme } from "../ui/tokens";
import type { Globe, Layer, Picture } from "./globe";
import mapUrl from "./earth.webp";

const ACROSS = 144;
const DOWN = 72;

const VERTEX = `
in vec3 position;
in vec2 place;
out vec3 v_up;
out vec3 v_eye;
out vec2 v_place;
void main() {
  // The geodetic normal is not the geocentric one, by a fifth of a degree that the shading shows.
  v_up = normalize(position * vec3(1.0, 1.0, 1.006739));
  v_eye = (czm_modelView * vec4(position, 1.0)).xyz;
  v_place = place;
  gl_Position = czm_modelViewProjection * vec4(position, 1.0);
}`;

const FRAGMENT = `
in vec3 v_up;
in vec3 v_eye;
in vec2 v_place;
uniform sampler2D u_map;
uniform vec3 u_sun;
uniform vec4 u_day;
uniform vec4 u_night;
uniform vec3 u_rim;
uniform float u_grid;
void main() {
  vec3 up = normalize(v_up);
  vec3 map = texture(u_map, v_place).rgb;
  vec3 gray = vec3(dot(map, vec3(0.30, 0.59, 0.11)));
  vec3 day = mix(gray, map, u_day.a) * u_day.rgb;
  vec3 night = mix(gray, map, u_night.a) * u_night.rgb;
  // From sunset to the end of civil twilight, 6 degrees down.
  float lit = smoothstep(-0.105, 0.01, dot(up, u_sun));
  vec3 color = mix(night, day, lit);
  vec2 degrees = v_place * vec2(360.0, 180.0);
  vec2 off = abs(fract(degrees / 30.0 - 0.5) - 0.5) * 30.0;
  vec2 wide = max(fwidth(degrees), vec2(1e-4));
  float line = max(1.0 - smoothstep(0.0, 1.0, off.x / wide.x), 1.0 - smoothstep(0.0, 1.0, off.y / wide.y));
  color = mix(color, u_rim, line * u_grid * step(wide.x, 8.0));
  vec3 facing = normalize((czm_normal * up));
  float rim = pow(1.0 - max(dot(facing, -normalize(v_eye)), 0.0), 3.0);
  color = mix(color, u_rim, rim * (0.25 + 0.55 * lit));
  out_FragColor = vec4(color, 1.0);
}`;

interface Tone {
  /** Factors of red, green, blue, and how much of the colour is left. */
  readonly day: readonly number[];
  readonly night: readonly number[];
  readonly rim: readonly number[];
  readonly grid: number;
}

/** The map stands back behind what moves over it: dark in the dark, pale in the light. */
const TONES: Readonly<Record<Theme, Tone>> = {
  dark: {
    day: [0.74, 0.8, 0.9, 0.62], night: [0.27, 0.32, 0.43, 0.4], rim: [0.42, 0.62, 0.9],
    grid: 0.16,
  },
  light: {
    day: [1.3, 1.32, 1.34, 0.5], night: [0.82, 0.86, 0.95, 0.3], rim: [0.97, 0.985, 1],
    grid: 0.3,
  },
};

/** The Earth as a layer. The picture comes a moment later than the first frame. */
export class Earth {
  /** To the Sun, Earth-fixed. */
  sun: Vector = [1, 0, 0];
  theme: Theme = "dark";
  /** Run when the picture has come. */
  onPicture: () => void = () => undefined;
  private picture: Picture;
  private readonly layer: Layer;

  constructor(private readonly globe: Globe) {
    this.picture = globe.picture(new ImageData(new Uint8ClampedArray([70, 105, 140, 255]), 1, 1));
    const { positions, places, indices } = mesh();
    this.layer = globe.add({
      primitive: "triangles", vertex: VERTEX, fragment: FRAGMENT, indices, closed: true,
      buffers: { position: positions, place: places },
      attributes: [
        { name: "position", buffer: "position", size: 3 },
        { name: "place", buffer: "place", size: 2 },
      ],
      count: indices.length,
      uniforms: {
        u_map: () => this.picture, u_sun: () => this.sun,
        u_day: () => TONES[this.theme].day, u_night: () => TONES[this.theme].night,
        u_rim: () => TONES[this.theme].rim, u_grid: () => TONES[this.theme].grid,
      },
    });
    void this.load();
  }

  private async load(): Promise<void> {
    const answer = await fetch(mapUrl, { credentials: "same-origin" });
    if (!answer.ok) return; // without it the Earth is plain, and all else is as it was
    this.picture = this.globe.picture(await createImageBitmap(await answer.blob()));
    this.layer.show = true;
    this.onPicture();
  }
}

interface Mesh {
  readonly positions: Float32Array;
  readonly places: Float32Array;
  readonly indices: Uint16Array;
}

/** The ellipsoid in rows from north to south; counterclockwise from outside. */
function mesh(): Mesh {
  const positions: number[] = [];
  const places: number[] = [];
  const indices: number[] = [];
  for (let row = 0; row <= DOWN; row++) {
    for (let column = 0; column <= ACROSS; column++) {
      const [u, v] = [column / ACROSS, row / DOWN];
      positions.push(...fromGeodetic(90 - 180 * v, 360 * u - 180));
      places.push(u, v);
      if (row < DOWN && column < ACROSS) {
        const at = row * (ACROSS + 1) + column;
        const under = at + ACROSS + 1;
        indices.push(at, under, at + 1, at + 1, under, under + 1);
      }
    }
  }
  return {
    positions: Float32Array.from(positions), places: Float32Array.from(places),
    indices: Uint16Array.from(indices),
  };
}
