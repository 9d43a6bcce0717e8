/** Something that gives another number each time. */
export type Draw = () => number;

/** A generator of uniform numbers from 0 to 1, 1 excluded: mulberry32, which is even enough for a simulation. */
export function uniformOf(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normal numbers with a mean of 0 and a scatter of 1, by Box and Muller. */
export const normalOf =
  (uniform: Draw): Draw =>
  () =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
