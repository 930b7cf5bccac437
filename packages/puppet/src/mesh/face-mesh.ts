import type { Manifest } from '../pack/format.js';
import { SHAPES } from '../pack/format.js';
import type { Placement } from './framing.js';
import type { Geometry, Window } from './geometry.js';
import { type Kernels, Layout } from './kernels.js';
import { MOUTH_CORNERS, MouthInterior } from './mouth-interior.js';
import type { MeshPose } from './pose.js';
import type { TextureSheet } from './sheet.js';

/** How far a head turns at most, in radians. More shows what the picture does not have. */
const YAW_RAD = 0.17;
const PITCH_RAD = 0.12;
const ROLL_RAD = 0.075;
/** Heads also shift as they turn, by this share of the eyes' distance. */
const SHIFT = 0.07;
/** Teeth lie this far behind the lips, as a share of their row's width. */
const TEETH_BEHIND = 0.12;
const JAW = SHAPES.indexOf('jaw');

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
 * Draws a moving mesh over a still picture and keeps the result as I420; only what changed is drawn and converted.
 *
 * What is drawn is replaceable between any two frames: `setBase` for what lies behind, `setTexture` for the picture
 * on the mesh, `setRest` for where its vertices lie at rest. A photo sets them once. A video sets texture, base and
 * rest for each of its frames and leaves the rest to this class: shapes, turns and the mouth add to whatever is set.
 */
export class FaceMesh {
  readonly width: number;
  readonly height: number;
  readonly #geometry: Geometry;
  readonly #manifest: Manifest;
  readonly #placement: Placement;
  readonly #kernels: Kernels;
  readonly #memory: ArrayBuffer;
  readonly #bytes: Uint8Array;
  readonly #mouth: MouthInterior;
  readonly #at: Record<
    'base' | 'frame' | 'i420' | 'texture' | 'places' | 'depth' | 'weight' | 'corners' | 'triangles',
    number
  >;
  readonly #shapes = new Map<number, number>();
  readonly #layers: {
    corners: number;
    triangles: number;
    sheet: number;
    mesh: Geometry['layers'][number];
    source: TextureSheet;
  }[] = [];
  readonly #texture: { width: number; height: number };
  readonly #rest: Float32Array;
  readonly #places: Float32Array;
  readonly #corners: Float32Array;
  readonly #floats: number;
  readonly #total: number;
  readonly #upperLip = { x: 0, y: 0 };
  readonly #mouthStart: number;
  #drawn: Window | null = null;

  constructor(module: WebAssembly.Module, options: FaceMeshOptions) {
    const { width, height, geometry, manifest, textureWindow: t } = options;
    this.width = width;
    this.height = height;
    this.#geometry = geometry;
    this.#manifest = manifest;
    this.#placement = options.placement;
    const count = geometry.vertices.length;
    // Shapes are added four floats at a time; what the mouth adds begins after that.
    this.#floats = Math.ceil((count * 2) / 4) * 4;
    this.#mouthStart = this.#floats / 2;
    this.#total = this.#mouthStart + MOUTH_CORNERS;
    this.#texture = { width: t.right - t.left, height: t.bottom - t.top };
    const layout = new Layout();
    this.#at = {
      base: layout.take(width * height * 4),
      frame: layout.take(width * height * 4),
      i420: layout.take((width * height * 3) / 2),
      texture: layout.take(this.#texture.width * this.#texture.height * 4 + 16),
      places: layout.take(this.#total * 8),
      depth: layout.take(this.#total * 4),
      weight: layout.take(this.#total * 4),
      corners: layout.take(this.#total * 16),
      triangles: layout.take(geometry.triangles.length * 2),
    };
    for (const shape of geometry.shapes.keys()) this.#shapes.set(shape, layout.take(this.#floats * 4));
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
    const tilt = (manifest.face.tiltDeg * Math.PI) / 180;
    this.#mouth = new MouthInterior(layout, {
      colours: manifest.mouth,
      scale: options.placement.scale,
      innerLips: geometry.innerLips,
      tilt: { sin: Math.sin(tilt), cos: Math.cos(tilt) },
      frame: { width, height },
      lipsWidth: this.#lipsWidth(),
    });
    const { kernels, memory } = layout.build(module);
    this.#kernels = kernels;
    this.#memory = memory;
    this.#bytes = new Uint8Array(memory);
    this.#rest = new Float32Array(this.#floats);
    this.#places = new Float32Array(memory, this.#at.places, this.#total * 2);
    this.#corners = new Float32Array(memory, this.#at.corners, this.#total * 4);
    this.#fill(t);
    this.setRest(geometry.rest);
  }

  #lipsWidth(): number {
    const { rest, innerLips } = this.#geometry;
    const [left, right] = [innerLips.upper[0] ?? 0, innerLips.upper.at(-1) ?? 0];
    return Math.hypot(
      (rest[right * 2] ?? 0) - (rest[left * 2] ?? 0),
      (rest[right * 2 + 1] ?? 0) - (rest[left * 2 + 1] ?? 0),
    );
  }

  /** Writes what never changes. */
  #fill(textureWindow: Window): void {
    const { geometry, floats } = {
      geometry: this.#geometry,
      floats: (at: number, length: number) => new Float32Array(this.#memory, at, length),
    };
    const depth = floats(this.#at.depth, this.#total);
    const weight = floats(this.#at.weight, this.#total);
    depth.set(geometry.depth);
    weight.set(geometry.headWeight);
    const { upper } = geometry.innerLips;
    const middle = upper[upper.length >> 1] ?? 0;
    const behind = this.#manifest.mouth.teethWidth * this.#placement.scale * TEETH_BEHIND;
    depth.fill((geometry.depth[middle] ?? 0) - behind, this.#mouthStart);
    weight.fill(geometry.headWeight[middle] ?? 1, this.#mouthStart);
    for (let i = 0; i < geometry.vertices.length; i++) {
      this.#corners[i * 4 + 2] = (geometry.texture[i * 2] ?? 0) - textureWindow.left - 0.5;
      this.#corners[i * 4 + 3] = (geometry.texture[i * 2 + 1] ?? 0) - textureWindow.top - 0.5;
    }
    const shorts = (at: number, values: Uint16Array): void =>
      new Uint16Array(this.#memory, at, values.length).set(values);
    shorts(this.#at.triangles, geometry.triangles);
    for (const [shape, at] of this.#shapes) floats(at, this.#floats).set(geometry.shapes.get(shape) ?? []);
    for (const { mesh, source, corners, triangles, sheet } of this.#layers) {
      const places = floats(corners, mesh.vertices.length * 4);
      for (let i = 0; i < mesh.vertices.length; i++) {
        places[i * 4 + 2] = (mesh.texture[i * 2] ?? 0) * source.scale - 0.5;
        places[i * 4 + 3] = (mesh.texture[i * 2 + 1] ?? 0) * source.scale - 0.5;
      }
      shorts(triangles, mesh.triangles);
      this.#bytes.set(source.data, sheet);
    }
    this.#mouth.attach(this.#kernels, this.#memory, this.#at.corners + this.#mouthStart * 16);
  }

  /** What lies behind the mesh: opaque RGBA as large as the frame. */
  setBase(rgba: Uint8Array): void {
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
    const { upper } = this.#geometry.innerLips;
    const middle = upper[upper.length >> 1] ?? 0;
    const [left, right] = [upper[0] ?? 0, upper.at(-1) ?? 0];
    // Half way between the corners, but as high as the middle of the lip: lips are seldom quite even.
    const tilt = (this.#manifest.face.tiltDeg * Math.PI) / 180;
    const [downX, downY] = [-Math.sin(tilt), Math.cos(tilt)];
    const x = ((places[left * 2] ?? 0) + (places[right * 2] ?? 0)) / 2;
    const y = ((places[left * 2 + 1] ?? 0) + (places[right * 2 + 1] ?? 0)) / 2;
    const below = ((places[middle * 2] ?? 0) - x) * downX + ((places[middle * 2 + 1] ?? 0) - y) * downY;
    this.#upperLip.x = x + downX * below;
    this.#upperLip.y = y + downY * below;
  }

  /** Draws a pose. The array is this mesh's own and holds until the next call. */
  draw(pose: MeshPose): Uint8Array {
    this.#move(pose);
    const bounds = this.#bounds();
    const window = evened(around(bounds, this.#drawn), this.width, this.height);
    this.#drawn = bounds;
    const { base, frame, i420, texture, corners, triangles } = this.#at;
    const { left, top, right, bottom } = window;
    const [width, height] = [right - left, bottom - top];
    this.#kernels.copyWindow(frame, base, this.width, left, top, width, height);
    this.#mouth.open(this.#corners, frame);
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
      corners,
      triangles,
      this.#geometry.triangles.length / 3,
      256,
    );
    this.#mouth.draw(frame, corners + this.#mouthStart * 16, pose.tongueTip);
    this.#drawLayers(pose, window);
    this.#kernels.toI420(i420, this.width, this.height, frame, left, top, width, height);
    return this.#bytes.subarray(i420, i420 + (this.width * this.height * 3) / 2);
  }

  /** The frame drawn last, as opaque RGBA; a view that holds until the next call of `draw`. */
  pixels(): Uint8Array {
    return this.#bytes.subarray(this.#at.frame, this.#at.frame + this.width * this.height * 4);
  }

  #move(pose: MeshPose): void {
    this.#places.set(this.#rest);
    for (const [shape, at] of this.#shapes) {
      const weight = pose.weights[shape] ?? 0;
      if (weight !== 0) this.#kernels.addShape(this.#at.places, at, weight, this.#floats);
    }
    const { lower } = this.#geometry.innerLips;
    const chin = lower[lower.length >> 1] ?? 0;
    const jaw = this.#geometry.shapes.get(JAW);
    const open = pose.weights[JAW] ?? 0;
    const extra = this.#places.subarray(this.#mouthStart * 2);
    const [jawX, jawY] = [(jaw?.[chin * 2] ?? 0) * open, (jaw?.[chin * 2 + 1] ?? 0) * open];
    this.#mouth.place(extra, this.#upperLip, jawX, jawY, pose.tongue);
    this.#turn(pose);
  }

  #turn({ head }: MeshPose): void {
    const { face } = this.#manifest;
    const { scale, left, top } = this.#placement;
    const tilt = (face.tiltDeg * Math.PI) / 180;
    const [yaw, pitch, roll] = [head.yaw * YAW_RAD, head.pitch * PITCH_RAD, head.roll * ROLL_RAD];
    const shift = face.eyeDistance * scale;
    this.#kernels.turnHead(
      this.#at.corners,
      this.#at.places,
      this.#at.depth,
      this.#at.weight,
      this.#total,
      face.pivot[0] * scale + left,
      face.pivot[1] * scale + top,
      Math.sin(tilt),
      Math.cos(tilt),
      Math.sin(yaw),
      Math.cos(yaw),
      Math.sin(pitch),
      Math.cos(pitch),
      Math.sin(roll),
      Math.cos(roll),
      head.yaw * SHIFT * shift,
      -(head.pitch * SHIFT * 0.6 + head.lift) * shift,
    );
  }

  #drawLayers(pose: MeshPose, { left, top, right, bottom }: Window): void {
    for (const { mesh, source, corners, triangles, sheet } of this.#layers) {
      const opacity = Math.round(Math.min(1, pose.weights[mesh.shape] ?? 0) * 256);
      if (opacity < 1) continue;
      const places = new Float32Array(this.#memory, corners, mesh.vertices.length * 4);
      for (let i = 0; i < mesh.vertices.length; i++) {
        const from = (mesh.vertices[i] ?? 0) * 4;
        places[i * 4] = this.#corners[from] ?? 0;
        places[i * 4 + 1] = this.#corners[from + 1] ?? 0;
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
    const corners = this.#corners;
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
