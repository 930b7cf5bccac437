import type { PresenterDesign } from '../design.js';

export const ava: PresenterDesign = {
  profile: {
    id: 'ava',
    name: 'Ava',
    gender: 'Female',
    description: 'Warm and attentive, with long chestnut hair and a navy blazer.',
  },
  skin: { light: '#ffe3cd', base: '#f6caa9', shade: '#e0a07c', deep: '#b86f52', blush: '#ee8f7d' },
  face: { widths: [120, 129, 124, 103, 67, 31], chinY: 150, ears: false, neckHalfWidth: 52 },
  eyes: {
    spacing: 59,
    y: -34,
    width: 34,
    height: 23,
    tilt: 5,
    iris: { inner: '#8fd0bd', middle: '#3f8d84', outer: '#1c4548' },
    lashes: 1,
    lash: '#26130f',
    lid: '#e2a384',
  },
  brows: { y: -84, length: 39, thickness: 9, arch: 9, colour: '#5a3522' },
  nose: { width: 19, tipY: 37, strength: 0.8 },
  mouth: { y: 91, width: 45, upper: 12, lower: 12.5, colour: '#c4585a', light: '#e08a83', line: '#8a3437' },
  hair: {
    style: 'long',
    dark: '#2f1810',
    base: '#60351f',
    light: '#955d38',
    shine: '#d39b68',
    beard: 0,
  },
  earrings: null,
  necklace: '#d8b36a',
  outfit: {
    style: 'blazer',
    main: '#2f4a75',
    dark: '#1a2c4c',
    light: '#4f6f9f',
    inner: '#fbf7f1',
  },
};
