/** What the server needs to list a presenter. */
export interface PresenterProfile {
  id: string;
  name: string;
  gender: 'Male' | 'Female';
  description: string;
}

/**
 * Everything that makes one presenter differ from another. Lengths are design units: pixels of a 1280×720
 * frame, with the origin at its centre and y pointing down. Colours are `#rrggbb`.
 */
export interface PresenterDesign {
  profile: PresenterProfile;
  skin: {
    light: string;
    base: string;
    shade: string;
    deep: string;
    blush: string;
  };
  face: {
    /** Half widths at temple, cheekbone, cheek, jaw, chin corner, chin. */
    widths: readonly [number, number, number, number, number, number];
    chinY: number;
    ears: boolean;
    neckHalfWidth: number;
  };
  eyes: {
    spacing: number;
    y: number;
    width: number;
    height: number;
    /** How far the outer corner lies above the inner one. */
    tilt: number;
    iris: { inner: string; middle: string; outer: string };
    /** 0 none to 1 long. */
    lashes: number;
    lash: string;
    lid: string;
  };
  brows: { y: number; length: number; thickness: number; arch: number; colour: string };
  nose: { width: number; tipY: number; strength: number };
  mouth: {
    y: number;
    width: number;
    upper: number;
    lower: number;
    colour: string;
    light: string;
    line: string;
  };
  hair: {
    style: 'long' | 'swept' | 'curls';
    dark: string;
    base: string;
    light: string;
    shine: string;
    /** 0 clean-shaven to 1 a short beard. */
    beard: number;
  };
  /** Colours of the jewellery, if any. */
  earrings: string | null;
  necklace: string | null;
  outfit: {
    style: 'blazer' | 'knit' | 'blouse';
    main: string;
    dark: string;
    light: string;
    inner: string;
  };
}
