const iterations = 100_000;

/**
 * Arithmetic in plain JavaScript, each step of which waits for the one before. No schedule, no kernel and no library has a
 * part in it: if it takes longer, the machine is slower.
 */
export function referenceWork(): number {
  let value = 0.3;
  // The logistic map where it is chaotic: nothing to be computed in advance.
  for (let index = 0; index < iterations; index++) value = 3.9 * value * (1 - value);
  return value;
}
