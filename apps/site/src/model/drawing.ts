/** A place in a chart of measurements: the number of one, from 0, and its value. */
export type Spot = readonly [number: number, value: number];

/** As precise as somebody can draw. */
const drawn = (value: number): number => Number(value.toPrecision(3));

/**
 * Measurements, once a line was drawn over them from one spot to another: those in between lie on the line, all others
 * stay as they are. Beyond the last one the line begins at what was measured last, so that no measurement is left out.
 */
export function drawLine(values: readonly number[], from: Spot, to: Spot): readonly number[] {
  const [[first, low], [last, high]] = from[0] <= to[0] ? [from, to] : [to, from];
  const length = Math.max(values.length, last + 1);
  return Array.from({ length }, (_, number) => {
    if (number < first || number > last) return values[number] ?? values.at(-1) ?? drawn(low);
    // One spot alone has the value of where the line ends.
    const share = last === first ? 1 : (number - first) / (last - first);
    return drawn(last === first ? to[1] : low + (high - low) * share);
  });
}
