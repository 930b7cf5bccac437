import type { Canvas, Image } from '@napi-rs/canvas';
import { PortraitRefusedError } from '../refused.js';
import { type Detection, detectFaces } from './detector.js';
import { findLandmarks, type Landmarks } from './landmarks.js';
import { type Pose, poseOf } from './pose.js';

export interface FoundFace {
  points: Landmarks;
  pose: Pose;
  /** From ear to ear, in pixels of the source. */
  width: number;
  /** Smaller faces that are seen beside it. */
  others: number;
}

/** Narrower faces have too little to show. */
const LEAST_WIDTH = 96;
const LARGEST_TURN_DEG = 35;
/** Below this a detection is no face after all. */
const LEAST_CONFIDENCE = 0.5;
/** Others smaller than this share of the largest are somewhere in the background. */
const RIVAL = 0.55;
/** Ears stand out from the mesh's outline. */
const EARS = 1.1;

/** The one face of a portrait. Throws PortraitRefusedError where there is none, or no one. */
export async function findFace(image: Image | Canvas): Promise<FoundFace> {
  const detections = (await detectFaces(image)).sort((a, b) => b.size - a.size).slice(0, 6);
  const faces: { detection: Detection; points: Landmarks }[] = [];
  for (const detection of detections) {
    const largest = faces[0]?.detection.size ?? 0;
    // Only those that might be meant are looked at closely.
    if (detection.size < largest * RIVAL) continue;
    const points = await findLandmarks(image, detection);
    if (points.confidence >= LEAST_CONFIDENCE) faces.push({ detection, points });
  }
  const [face] = faces;
  if (!face) {
    throw new PortraitRefusedError(
      'no face',
      'No face was found in the picture. Use one in which the whole face is seen from the front, in good light.',
    );
  }
  if (faces.length > 1) {
    throw new PortraitRefusedError(
      'several faces',
      `There are ${faces.length} faces in the picture. Use one with a single person, or cut the others off.`,
    );
  }
  const { points } = face;
  const pose = poseOf(points);
  const width = pose.width * EARS;
  if (width < LEAST_WIDTH) {
    throw new PortraitRefusedError(
      'face too small',
      `The face is ${Math.round(width)} pixels wide, and ${LEAST_WIDTH} are needed. Use a larger picture or one taken closer.`,
    );
  }
  const turn = Math.max(Math.abs(pose.yawDeg), Math.abs(pose.pitchDeg));
  if (turn > LARGEST_TURN_DEG) {
    throw new PortraitRefusedError(
      'turned away',
      `The face is turned away by about ${Math.round(turn)} degrees, and ${LARGEST_TURN_DEG} are the most. Use a picture that looks into the camera.`,
    );
  }
  return { points, pose, width, others: detections.length - 1 };
}
