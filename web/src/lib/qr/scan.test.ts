/** The codes of certificates, of the size that they have, as a telephone sees them. */
import encodeQR from 'qr';
import { describe, expect, it } from 'vitest';
import { decode, type Pixels } from './scan';

/** As many digits as a certificate with an address has, 73 modules a side. */
const TEXT = `1${'73916205841'.repeat(70)}`;

/** Numbers that look random and are the same each time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Shot {
  /** Pixels of the picture's side. */
  side: number;
  /** Radians. */
  turn: number;
  /** How much narrower the upper edge is. */
  tilt: number;
  /** How far light falls off, and how much grain there is, of 255. */
  shade: number;
  grain: number;
}

/** A photo of a sheet with the code on it: turned, tilted, unevenly lit, grainy, soft at the edges. */
function photo({ side, turn, tilt, shade, grain }: Shot): Pixels {
  const modules = encodeQR(TEXT, 'raw', { ecc: 'medium', border: 4 });
  const count = modules.length;
  const random = noise(side);
  const data = new Uint8ClampedArray(side * side * 4);
  const at = (x: number, y: number): number => {
    // From the centre of the picture, between -1 and 1.
    const [u, v] = [(2 * x) / side - 1, (2 * y) / side - 1];
    const depth = 1 - tilt * v;
    const [a, b] = [(u * depth) / 0.7, (v * depth) / 0.7];
    const column = Math.floor(((a * Math.cos(turn) + b * Math.sin(turn) + 1) / 2) * count);
    const row = Math.floor(((b * Math.cos(turn) - a * Math.sin(turn) + 1) / 2) * count);
    return modules[row]?.[column] ? 40 : 215;
  };
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      // Four samples of a pixel: the edges are soft as those of a lens.
      const soft = (at(x, y) + at(x + 0.6, y) + at(x, y + 0.6) + at(x + 0.6, y + 0.6)) / 4;
      const light = soft - (shade * (x + y)) / (2 * side) + (random() - 0.5) * grain;
      const pixel = 4 * (y * side + x);
      data.fill(light, pixel, pixel + 3);
      data[pixel + 3] = 255;
    }
  }
  return { width: side, height: side, data };
}

describe('a code of a certificate', () => {
  it.each<[string, Shot]>([
    ['as drawn', { side: 500, turn: 0, tilt: 0, shade: 0, grain: 0 }],
    ['as photographed', { side: 900, turn: 0.1, tilt: 0.08, shade: 60, grain: 30 }],
    ['held askew', { side: 1200, turn: -0.4, tilt: 0.15, shade: 40, grain: 20 }],
    ['upside down in bad light', { side: 900, turn: Math.PI, tilt: 0.05, shade: 110, grain: 40 }],
  ])('is read %s', (_, shot) => {
    expect(decode(photo(shot), 10_000)).toBe(TEXT);
  });

  it('is not read where there is none', () => {
    const data = new Uint8ClampedArray(300 * 300 * 4).fill(200);
    expect(decode({ width: 300, height: 300, data }, 100)).toBeUndefined();
  });
});
