import type { PresenterDesign } from '../design.js';

export const maya: PresenterDesign = {
  profile: {
    id: 'maya',
    name: 'Maya',
    gender: 'Female',
    description: 'Bright and lively, with a cloud of dark curls, gold earrings and a coral blouse.',
  },
  skin: { light: '#c98d68', base: '#a2653f', shade: '#7b4529', deep: '#4d2516', blush: '#b4513a' },
  face: { widths: [119, 129, 125, 104, 68, 32], chinY: 149, ears: true, neckHalfWidth: 51 },
  eyes: {
    spacing: 60,
    y: -33,
    width: 35,
    height: 23.5,
    tilt: 7,
    iris: { inner: '#8a5a34', middle: '#4e2d18', outer: '#1f0f08' },
    lashes: 1,
    lash: '#120806',
    lid: '#8a4a30',
  },
  brows: { y: -84, length: 39, thickness: 9.5, arch: 11, colour: '#1d100b' },
  nose: { width: 24, tipY: 38, strength: 0.8 },
  mouth: { y: 91, width: 44, upper: 13, lower: 15.5, colour: '#9c3f45', light: '#c96f6b', line: '#55191f' },
  hair: {
    style: 'curls',
    dark: '#120a08',
    base: '#33201a',
    light: '#5f3f2f',
    shine: '#a3765a',
    beard: 0,
  },
  earrings: '#d9a441',
  necklace: '#e2b65c',
  outfit: {
    style: 'blouse',
    main: '#e0705a',
    dark: '#9c3d33',
    light: '#f4a38d',
    inner: '#fff2e6',
  },
};
