/* eslint-disable no-restricted-imports, @typescript-eslint/no-extraneous-class -- it describes Cesium */
/**
 * What `globe.ts` uses of the renderer of `@cesium/engine` 26.3.0. The package exports it and
 * does not describe it: it may change with any version, which is why versions are exact here.
 */
import "@cesium/engine";

declare module "@cesium/engine" {
  /** The renderer's context of a scene; opaque. */
  export interface RenderContext {
    readonly drawingBufferWidth: number;
  }

  export interface FrameState {
    readonly context: RenderContext;
    readonly commandList: DrawCommand[];
    readonly passes: { readonly render: boolean };
  }

  export class Buffer {
    static createVertexBuffer(options: {
      context: RenderContext; typedArray: ArrayBufferView; usage: number;
    }): Buffer;
    static createIndexBuffer(options: {
      context: RenderContext; typedArray: ArrayBufferView; usage: number; indexDatatype: number;
    }): Buffer;
    vertexArrayDestroyable: boolean;
    copyFromArrayView(view: ArrayBufferView, offsetInBytes?: number): void;
    destroy(): void;
  }
  export const BufferUsage: { readonly STATIC_DRAW: number; readonly DYNAMIC_DRAW: number };

  export class VertexArray {
    constructor(options: {
      context: RenderContext;
      attributes: {
        index: number; vertexBuffer: Buffer; componentsPerAttribute: number;
        componentDatatype: number; normalize: boolean; offsetInBytes: number; strideInBytes: number;
        instanceDivisor: number;
      }[];
      indexBuffer?: Buffer | undefined;
    });
    destroy(): void;
  }

  export class ShaderProgram {
    static fromCache(options: {
      context: RenderContext; vertexShaderSource: string; fragmentShaderSource: string;
      attributeLocations: Record<string, number>;
    }): ShaderProgram;
    destroy(): void;
  }

  export class RenderState {
    static fromCache(options: object): RenderState;
    static removeFromCache(state: RenderState): void;
  }

  export class DrawCommand {
    constructor(options: {
      vertexArray: VertexArray; primitiveType: PrimitiveType; shaderProgram: ShaderProgram;
      renderState: RenderState; uniformMap: Record<string, () => unknown>; pass: number;
      owner: object; count: number | undefined; instanceCount: number; modelMatrix: Matrix4;
      boundingVolume: BoundingSphere; cull: boolean; occlude: boolean;
    });
    vertexArray: VertexArray;
    count: number | undefined;
    instanceCount: number;
  }
  export const Pass: { readonly OPAQUE: number; readonly TRANSLUCENT: number };

  export class Texture {
    constructor(options: {
      context: RenderContext; source: ImageBitmap | ImageData; sampler: Sampler; flipY: boolean;
    });
    generateMipmap(): void;
    destroy(): void;
  }
  export class Sampler {
    constructor(options: object);
  }
  export const BlendingState: { readonly ALPHA_BLEND: object };
}
