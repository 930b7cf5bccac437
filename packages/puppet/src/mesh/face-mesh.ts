import { type BackgroundLoop, Overlay, overlayBytes } from '../background-loop.js';
import type { Manifest } from '../pack/format.js';
import type { Placement } from './framing.js';
import type { Geometry, Window } from './geometry.js';
import { type Kernels, Layout } from './kernels.js';
import type { MeshPose } from './pose.js';
import { PosedVertices } from './posed-vertices.js';
import type { TextureSheet } from './sheet.js';
import { upperLipOf } from './turning.js';

/** What is set once for a mesh. */
interface FaceMeshOptions {
  width: number;
  height: number;
  placement: Placement;
  manifest: Manifest;
  geometry: Geometry;
  /** Of what is drawn on the mesh: where it lies in the frame. Its size stays the same. */
  textureWindow: Window;
  layers: ReadonlyMap<string, TextureSheet>;
}

/**
 * Draws a moving mesh over a still picture and keeps the result as I420; only what changed is drawn and converted. The
 * result is whole, or laid over the frames of a loop.
 *
 * `setBase` is what lies behind, `setTexture` the picture on the mesh: a new background changes both.
 */
export class FaceMesh {
  readonly width: number;
  readonly height: number;
  readonly #geometry: Geometry;
  readonly #manifest: Manifest;
  readonly #kernels: Kernels;
  readonly #memory: ArrayBuffer;
  readonly #bytes: Uint8Array;
  readonly #vertices: PosedVertices;
  readonly #at: Record<'base' | 'frame' | 'i420' | 'overlay' | 'texture', number>;
  readonly #layers: {
    corners: number;
    triangles: number;
    sheet: number;
    mesh: Geometry['layers'][number];
    source: TextureSheet;
  }[] = [];
  readonly #texture: { width: number; height: number };
  readonly #rest: Float32Array;
  readonly #upperLip = { x: 0, y: 0 };
  #drawn: Window | null = null;
  /** Null where what lies behind is part of the base. */
  #overlay: Overlay | null = null;

  constructor(module: WebAssembly.Module, options: FaceMeshOptions) {
    const { width, height, geometry, manifest, textureWindow: t } = options;
    this.width = width;
    this.height = height;
    this.#geometry = geometry;
    this.#manifest = manifest;
    this.#texture = { width: t.right - t.left, height: t.bottom - t.top };
    const layout = new Layout();
    this.#at = {
      base: layout.take(width * height * 4),
      frame: layout.take(width * height * 4),
      i420: layout.take((width * height * 3) / 2),
      // Of what is never used no memory is ever taken.
      overlay: layout.take(overlayBytes(width, height)),
      texture: layout.take(this.#texture.width * this.#texture.height * 4 + 16),
    };
    const { placement } = options;
    this.#vertices = new PosedVertices(layout, { geometry, manifest, placement, frame: { width, height } });
    for (const mesh of geometry.layers) {
      const source = options.layers.get(mesh.file);
      if (!source) continue;
      this.#layers.push({
        mesh,
        source,
        corners: layout.take(mesh.vertices.length * 16),
        triangles: layout.take(mesh.triangles.length * 2),
        sheet: layout.take(source.data.length + 16),
      });
    }
    const { kernels, memory } = layout.build(module);
    this.#kernels = kernels;
    this.#memory = memory;
    this.#bytes = new Uint8Array(memory);
    this.#rest = new Float32Array(geometry.vertices.length * 2);
    this.#vertices.attach(kernels, memory);
    this.#fill(t);
    this.setRest(geometry.rest);
  }

  /** Writes what never changes. */
  #fill(textureWindow: Window): void {
    const { texture, vertices } = this.#geometry;
    const corners = this.#vertices.corners;
    for (let i = 0; i < vertices.length; i++) {
      corners[i * 4 + 2] = (texture[i * 2] ?? 0) - textureWindow.left - 0.5;
      corners[i * 4 + 3] = (texture[i * 2 + 1] ?? 0) - textureWindow.top - 0.5;
    }
    for (const { mesh, source, corners: at, triangles, sheet } of this.#layers) {
      const places = new Float32Array(this.#memory, at, mesh.vertices.length * 4);
      for (let i = 0; i < mesh.vertices.length; i++) {
        places[i * 4 + 2] = (mesh.texture[i * 2] ?? 0) * source.scale - 0.5;
        places[i * 4 + 3] = (mesh.texture[i * 2 + 1] ?? 0) * source.scale - 0.5;
      }
      new Uint16Array(this.#memory, triangles, mesh.triangles.length).set(mesh.triangles);
      this.#bytes.set(source.data, sheet);
    }
  }

  /**
   * What lies behind the mesh: RGBA as large as the frame, opaque, or premultiplied and before a loop, which this mesh
   * closes.
   */
  setBase(rgba: Uint8Array, loop: BackgroundLoop | null = null): void {
    this.#overlay?.close();
    const { i420: over, overlay: room } = this.#at;
    const [width, height] = [this.width, this.height];
    this.#overlay = loop && new Overlay(this.#kernels, this.#memory, { over, room, width, height }, loop);
    this.#bytes.set(rgba, this.#at.base);
    this.#bytes.copyWithin(this.#at.frame, this.#at.base, this.#at.base + this.width * this.height * 4);
    this.#drawn = { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** What is drawn on the mesh: premultiplied RGBA as large as the texture's window. */
  setTexture(rgba: Uint8Array): void {
    this.#bytes.set(rgba, this.#at.texture);
    // Nobody knows how it differs.
    this.#drawn = { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** Where the vertices of the geometry lie at rest, in pixels of the frame. */
  setRest(places: Float32Array): void {
    this.#rest.set(places);
    Object.assign(this.#upperLip, upperLipOf(places, this.#geometry, this.#manifest));
  }

  /** Draws a pose at a moment of the session. The array is this mesh's own and holds until the next call. */
  draw(pose: MeshPose, tS: number): Uint8Array {
    this.#vertices.places.set(this.#rest);
    this.#vertices.move(pose, this.#upperLip);
    const bounds = this.#bounds();
    const window = evened(around(bounds, this.#drawn), this.width, this.height);
    this.#drawn = bounds;
    const { base, frame, i420, texture } = this.#at;
    const { mouth, corners, at } = this.#vertices;
    const { left, top, right, bottom } = window;
    const [width, height] = [right - left, bottom - top];
    this.#kernels.copyWindow(frame, base, this.width, left, top, width, height);
    mouth.open(corners, frame);
    this.#kernels.drawTriangles(
      frame,
      this.width,
      left,
      top,
      right,
      bottom,
      texture,
      this.#texture.width,
      this.#texture.height,
      at.corners,
      at.triangles,
      this.#geometry.triangles.length / 3,
      256,
    );
    mouth.draw(frame, at.mouth, pose.tongueTip);
    this.#drawLayers(pose, window);
    this.#kernels.toI420(i420, this.width, this.height, frame, left, top, width, height);
    if (this.#overlay) {
      this.#overlay.take(frame, left, top, width, height);
      return this.#overlay.at(tS);
    }
    return this.#bytes.subarray(i420, i420 + (this.width * this.height * 3) / 2);
  }

  /** The pose drawn last before the loop at another moment; null where there is none. */
  redraw(tS: number): Uint8Array | null {
    return this.#overlay?.at(tS) ?? null;
  }

  /** Lets go of the loop. */
  close(): void {
    this.#overlay?.close();
    this.#overlay = null;
  }

  /** The frame drawn last, as opaque RGBA; a view that holds until the next call of `draw`. */
  pixels(): Uint8Array {
    return this.#bytes.subarray(this.#at.frame, this.#at.frame + this.width * this.height * 4);
  }

  #drawLayers(pose: MeshPose, { left, top, right, bottom }: Window): void {
    const moved = this.#vertices.corners;
    for (const { mesh, source, corners, triangles, sheet } of this.#layers) {
      const opacity = Math.round(Math.min(1, pose.weights[mesh.shape] ?? 0) * 256);
      if (opacity < 1) continue;
      const places = new Float32Array(this.#memory, corners, mesh.vertices.length * 4);
      for (let i = 0; i < mesh.vertices.length; i++) {
        const from = (mesh.vertices[i] ?? 0) * 4;
        places[i * 4] = moved[from] ?? 0;
        places[i * 4 + 1] = moved[from + 1] ?? 0;
      }
      this.#kernels.drawTriangles(
        this.#at.frame,
        this.width,
        left,
        top,
        right,
        bottom,
        sheet,
        source.width,
        source.height,
        corners,
        triangles,
        mesh.triangles.length / 3,
        opacity,
      );
    }
  }

  #bounds(): Window {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const { corners } = this.#vertices;
    const end = this.#geometry.vertices.length * 4;
    for (let i = 0; i < end; i += 4) {
      const x = corners[i] as number;
      const y = corners[i + 1] as number;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    return { left, top, right, bottom };
  }
}

function around(a: Window, b: Window | null): Window {
  if (!b) return a;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** The window in whole pixels within the frame: chroma wants even numbers, and the kernels like eights. */
function evened(window: Window, width: number, height: number): Window {
  const left = Math.max(0, Math.min(width, Math.floor(window.left / 8) * 8));
  const top = Math.max(0, Math.min(height, Math.floor(window.top / 2) * 2));
  return {
    left,
    top,
    right: Math.max(left, Math.min(width, Math.ceil(window.right / 8) * 8)),
    bottom: Math.max(top, Math.min(height, Math.ceil(window.bottom / 2) * 2)),
  };
}
