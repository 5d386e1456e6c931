/**
 * The one file that knows Cesium: a scene, a camera around the Earth, and layers that are drawn.
 *
 * A layer is arrays, shaders and uniforms, so that nothing else has to know what draws it. What
 * Cesium brings are the context and its state, frusta, culling, and the built-in uniforms of shaders.
 * There is no Cesium globe: one mesh with one picture is what two cores without a graphics card can
 * turn (docs/decisions/0039).
 */
import {
  BlendingState, BoundingSphere, Buffer, BufferUsage, Cartesian2, Cartesian3, Cartesian4, Color,
  ComponentDatatype, DrawCommand, IndexDatatype, JulianDate, Matrix3, Matrix4, Pass, PerspectiveFrustum,
  PrimitiveType, RenderState, Sampler, Scene, ShaderProgram, Texture, TextureMagnificationFilter,
  TextureMinificationFilter, Transforms, VertexArray, type FrameState, type RenderContext,
} from "@cesium/engine";

import { isBehindEarth, type Matrix, type Vector } from "../orbit/frames";

const M_PER_KM = 1_000;
const NEAR_M = 2e5;
const FAR_M = 2e9;
const FIELD_RAD = Math.PI / 4;

export interface Attribute {
  readonly name: string;
  /** Of which buffer of the layer. */
  readonly buffer: string;
  /** Numbers, 1 to 4. */
  readonly size: number;
  /** Where in the buffer, and from one to the next, in numbers of its type. */
  readonly offset?: number;
  readonly stride?: number;
  /** Bytes 0 to 255 as 0 to 1. */
  readonly normalize?: boolean;
  /** One value an instance, not a vertex. */
  readonly each?: boolean;
}

export type Uniform = number | readonly number[] | Picture | null;

export interface LayerSpec {
  readonly primitive: "points" | "triangles" | "strip";
  /** GLSL ES 3.00 with Cesium's built-ins; positions are km. */
  readonly vertex: string;
  readonly fragment: string;
  readonly buffers: Readonly<Record<string, Float32Array | Uint8Array>>;
  readonly attributes: readonly Attribute[];
  readonly indices?: Uint16Array;
  readonly uniforms: Readonly<Record<string, () => Uniform>>;
  readonly count?: number;
  readonly instances?: number;
  /** Whether positions are of TEME, and not fixed to the Earth. */
  readonly inertial?: boolean;
  /** Drawn over what is there, with its alpha: first `under`, then `over`. */
  readonly blended?: "under" | "over";
  /** Back faces are not drawn. */
  readonly closed?: boolean;
}

/** A picture on the graphics card. */
export interface Picture {
  readonly texture: Texture;
}

/** From where the Earth is looked at. */
export interface Look {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** From the centre of the Earth. */
  readonly distanceKm: number;
}

/** What is drawn: a primitive of the scene. */
export class Layer {
  show = true;
  private command: DrawCommand | null = null;
  private readonly made: Record<string, Buffer> = {};
  private readonly data: Record<string, Float32Array | Uint8Array>;
  private readonly fresh = new Set<string>();
  private readonly states: VertexArray[] = [];
  private swapped = 0;
  private program: ShaderProgram | null = null;
  private state: RenderState | null = null;
  private indexBuffer: Buffer | undefined;

  constructor(
    private readonly spec: LayerSpec,
    private readonly model: Matrix4,
    /** Two buffers that change places, as frames of time do. */
    private readonly pair: readonly [string, string] | null,
  ) {
    this.data = { ...spec.buffers };
  }

  /** New numbers for a buffer, as many as before. */
  set(buffer: string, numbers: Float32Array | Uint8Array): void {
    this.data[buffer] = numbers;
    this.fresh.add(buffer);
  }

  /** The second buffer of the pair takes the place of the first, and `numbers` that of the second. */
  shift(numbers: Float32Array): void {
    const [first] = this.inOrder();
    this.swapped = 1 - this.swapped;
    this.set(first, numbers);
    const state = this.states[this.swapped];
    if (this.command && state) this.command.vertexArray = state;
  }

  /** Called by the scene. */
  update(frame: FrameState): void {
    if (!this.show || !frame.passes.render) return;
    this.command ??= this.build(frame.context);
    for (const name of this.fresh) this.made[name]?.copyFromArrayView(this.data[name] ?? EMPTY);
    this.fresh.clear();
    frame.commandList.push(this.command);
  }

  isDestroyed(): boolean {
    return false;
  }

  destroy(): undefined {
    for (const state of this.states) state.destroy();
    for (const buffer of Object.values(this.made)) buffer.destroy();
    this.indexBuffer?.destroy();
    this.program?.destroy();
    if (this.state) RenderState.removeFromCache(this.state);
    this.command = null;
  }

  /** The pair in the order in which it stands now. */
  inOrder(): readonly [string, string] {
    const [a, b] = this.pair ?? ["", ""];
    return this.swapped ? [b, a] : [a, b];
  }

  private build(context: RenderContext): DrawCommand {
    const { spec } = this;
    for (const [name, typedArray] of Object.entries(this.data)) {
      const buffer = Buffer.createVertexBuffer({ context, typedArray, usage: BufferUsage.DYNAMIC_DRAW });
      buffer.vertexArrayDestroyable = false; // both states share it
      this.made[name] = buffer;
    }
    this.fresh.clear();
    if (spec.indices) {
      this.indexBuffer = Buffer.createIndexBuffer({
        context, typedArray: spec.indices, usage: BufferUsage.STATIC_DRAW,
        indexDatatype: IndexDatatype.UNSIGNED_SHORT,
      });
      this.indexBuffer.vertexArrayDestroyable = false;
    }
    this.states.push(this.vertexState(context, false));
    if (this.pair) this.states.push(this.vertexState(context, true));
    this.program = ShaderProgram.fromCache({
      context, vertexShaderSource: spec.vertex, fragmentShaderSource: spec.fragment,
      attributeLocations: Object.fromEntries(spec.attributes.map(({ name }, n) => [name, n])),
    });
    this.state = RenderState.fromCache({
      depthTest: { enabled: true }, depthMask: !spec.blended,
      cull: { enabled: spec.closed ?? false },
      ...(spec.blended ? { blending: BlendingState.ALPHA_BLEND as object } : {}),
    });
    return new DrawCommand({
      vertexArray: this.states[this.swapped] ?? this.vertexState(context, false),
      primitiveType: PRIMITIVES[spec.primitive], shaderProgram: this.program,
      renderState: this.state, uniformMap: uniformMap(spec.uniforms),
      // Within a pass of solid things it is drawn in the order of the layers.
      pass: spec.blended === "over" ? Pass.TRANSLUCENT : Pass.OPAQUE, owner: this,
      count: spec.count, instanceCount: spec.instances ?? 0, modelMatrix: this.model,
      boundingVolume: EVERYTHING, cull: false, occlude: false,
    });
  }

  private vertexState(context: RenderContext, swapped: boolean): VertexArray {
    const [a, b] = this.pair ?? ["", ""];
    const other: Readonly<Record<string, string>> = swapped ? { [a]: b, [b]: a } : {};
    return new VertexArray({
      context,
      indexBuffer: this.indexBuffer,
      attributes: this.spec.attributes.map((each, index) => {
        const name = other[each.buffer] ?? each.buffer;
        const isFloat = this.data[name] instanceof Float32Array;
        const bytes = isFloat ? 4 : 1;
        const vertexBuffer = this.made[name];
        if (!vertexBuffer) throw new Error(`the layer has no buffer ${name}`);
        return {
          index, vertexBuffer, componentsPerAttribute: each.size,
          componentDatatype: isFloat ? ComponentDatatype.FLOAT : ComponentDatatype.UNSIGNED_BYTE,
          normalize: each.normalize ?? false, offsetInBytes: (each.offset ?? 0) * bytes,
          strideInBytes: (each.stride ?? each.size) * bytes, instanceDivisor: each.each ? 1 : 0,
        };
      }),
    });
  }
}

/** The Earth and what is around it, on a canvas. */
export class Globe {
  look: Look = { longitudeDeg: 20, latitudeDeg: 20, distanceKm: 32_000 };
  private readonly scene: Scene;
  private readonly fixed = Matrix4.fromUniformScale(M_PER_KM);
  private readonly inertial = Matrix4.fromUniformScale(M_PER_KM);
  private readonly textures: Texture[] = [];

  /** Throws where the browser has no WebGL 2. */
  constructor(private readonly canvas: HTMLCanvasElement, credits: HTMLElement) {
    // Cesium would ask for tables of the Earth's orientation; ours come with the sky.
    Transforms.computeIcrfToCentralBodyFixedMatrix = Transforms.computeTemeToPseudoFixedMatrix;
    this.scene = new Scene({
      canvas, creditContainer: credits, scene3DOnly: true, msaaSamples: 1,
      orderIndependentTranslucency: false,
      contextOptions: {
        allowTextureFilterAnisotropic: false,
        webgl: { alpha: false, antialias: false, stencil: false, preserveDrawingBuffer: true },
      },
    });
    const { scene } = this;
    scene.rethrowRenderErrors = true;
    scene.logarithmicDepthBuffer = false;
    scene.farToNearRatio = FAR_M / NEAR_M;
    scene.screenSpaceCameraController.enableInputs = false;
    scene.fog.enabled = false;
    scene.camera.frustum = new PerspectiveFrustum({
      fov: FIELD_RAD, aspectRatio: 1, near: NEAR_M, far: FAR_M,
    });
  }

  /** As large as the canvas is shown, at so many pixels for each of the page's. */
  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    this.canvas.width = Math.max(1, Math.round(widthPx * pixelRatio));
    this.canvas.height = Math.max(1, Math.round(heightPx * pixelRatio));
    const { frustum } = this.scene.camera;
    if (frustum instanceof PerspectiveFrustum) {
      frustum.aspectRatio = this.canvas.width / this.canvas.height;
      // The narrower side shows what a square would.
      const half = Math.tan(FIELD_RAD / 2);
      const wide = frustum.aspectRatio > 1 ? frustum.aspectRatio : 1 / frustum.aspectRatio;
      frustum.fov = 2 * Math.atan(half * wide);
    }
  }

  set background(css: string) {
    this.scene.backgroundColor = Color.fromCssColorString(css);
  }

  add(spec: LayerSpec, pair: readonly [string, string] | null = null): Layer {
    const layer = new Layer(spec, spec.inertial ? this.inertial : this.fixed, pair);
    this.scene.primitives.add(layer);
    return layer;
  }

  remove(layer: Layer): void {
    this.scene.primitives.remove(layer);
  }

  picture(source: ImageBitmap | ImageData): Picture {
    const texture = new Texture({
      context: (this.scene as Scene & { context: RenderContext }).context, source, flipY: false,
      sampler: new Sampler({
        minificationFilter: TextureMinificationFilter.LINEAR_MIPMAP_LINEAR,
        magnificationFilter: TextureMagnificationFilter.LINEAR,
      }),
    });
    texture.generateMipmap();
    this.textures.push(texture);
    return { texture };
  }

  /** Draw, with the Earth turned as at that instant: `itrfFromTeme` of it. */
  render(utcMs: number, itrfFromTeme: Matrix): void {
    const turned = Matrix3.fromRowMajorArray([...itrfFromTeme]);
    Matrix4.fromRotationTranslation(turned, Cartesian3.ZERO, this.inertial);
    Matrix4.multiplyByUniformScale(this.inertial, M_PER_KM, this.inertial);
    this.aim();
    (this.scene as Scene & { initializeFrame(): void }).initializeFrame();
    this.scene.render(JulianDate.fromDate(new Date(utcMs)));
  }

  /** Where an Earth-fixed position, km, is on the canvas, in the page's pixels; null: not in sight. */
  project(rKm: Vector): readonly [number, number] | null {
    const eye = this.eyeKm();
    if (isBehindEarth(eye, rKm)) return null;
    const { camera } = this.scene;
    const seen = Matrix4.multiplyByPoint(
      camera.viewMatrix, new Cartesian3(...rKm.map((km) => km * M_PER_KM)), new Cartesian3(),
    );
    if (seen.z > -NEAR_M) return null;
    const clip = Matrix4.multiplyByVector(
      camera.frustum.projectionMatrix, new Cartesian4(seen.x, seen.y, seen.z, 1), new Cartesian4(),
    );
    const { clientWidth, clientHeight } = this.canvas;
    return [((clip.x / clip.w + 1) * clientWidth) / 2, ((1 - clip.y / clip.w) * clientHeight) / 2];
  }

  /** From where it is looked at, Earth-fixed, km. */
  eyeKm(): Vector {
    const { longitudeDeg, latitudeDeg, distanceKm } = this.look;
    const [l, b] = [(longitudeDeg * Math.PI) / 180, (latitudeDeg * Math.PI) / 180];
    return [
      distanceKm * Math.cos(b) * Math.cos(l), distanceKm * Math.cos(b) * Math.sin(l),
      distanceKm * Math.sin(b),
    ];
  }

  destroy(): void {
    this.scene.destroy();
    for (const texture of this.textures) texture.destroy();
  }

  private aim(): void {
    const { camera } = this.scene;
    const eye = this.eyeKm();
    camera.position = new Cartesian3(...eye.map((km) => km * M_PER_KM));
    camera.direction = Cartesian3.negate(
      Cartesian3.normalize(camera.position, new Cartesian3()), new Cartesian3(),
    );
    const l = (this.look.longitudeDeg * Math.PI) / 180;
    camera.right = new Cartesian3(-Math.sin(l), Math.cos(l), 0);
    camera.up = Cartesian3.cross(camera.right, camera.direction, new Cartesian3());
  }
}

const EMPTY = new Uint8Array(0);
const EVERYTHING = new BoundingSphere(Cartesian3.ZERO, FAR_M / 3);
const PRIMITIVES: Readonly<Record<LayerSpec["primitive"], PrimitiveType>> = {
  points: PrimitiveType.POINTS, triangles: PrimitiveType.TRIANGLES,
  strip: PrimitiveType.TRIANGLE_STRIP,
};

function uniformMap(uniforms: LayerSpec["uniforms"]): Record<string, () => unknown> {
  return Object.fromEntries(
    Object.entries(uniforms).map(([name, read]) => [name, () => uniformOf(read())]),
  );
}

function uniformOf(value: Uniform): unknown {
  if (value === null || typeof value === "number") return value;
  if ("texture" in value) return value.texture;
  const [x = 0, y = 0, z = 0, w = 0] = value;
  if (value.length === 2) return new Cartesian2(x, y);
  return value.length === 3 ? new Cartesian3(x, y, z) : new Cartesian4(x, y, z, w);
}
