import type { PresenterDesign } from '../design.js';

export const leo: PresenterDesign = {
  profile: {
    id: 'leo',
    name: 'Leo',
    gender: 'Male',
    description: 'Calm and friendly, with swept dark hair, a light stubble and a forest-green knit.',
  },
  skin: { light: '#f7d2b0', base: '#e3ae86', shade: '#c4865f', deep: '#8f5439', blush: '#d9765f' },
  face: { widths: [121, 131, 128, 115, 82, 41], chinY: 156, ears: true, neckHalfWidth: 66 },
  eyes: {
    spacing: 59,
    y: -34,
    width: 32,
    height: 20,
    tilt: 3,
    iris: { inner: '#a98a5a', middle: '#6d5030', outer: '#33220f' },
    lashes: 0.15,
    lash: '#2a1710',
    lid: '#c48a66',
  },
  brows: { y: -78, length: 41, thickness: 12, arch: 7, colour: '#2b1b13' },
  nose: { width: 23, tipY: 40, strength: 1 },
  mouth: { y: 95, width: 45, upper: 8.5, lower: 11, colour: '#b8685a', light: '#d08f7d', line: '#743530' },
  hair: {
    style: 'swept',
    dark: '#150d0a',
    base: '#33211a',
    light: '#5b4032',
    shine: '#94705a',
    beard: 0.6,
  },
  earrings: null,
  necklace: null,
  outfit: {
    style: 'knit',
    main: '#2f6158',
    dark: '#163731',
    light: '#548a7e',
    inner: '#f3f2ee',
  },
};
