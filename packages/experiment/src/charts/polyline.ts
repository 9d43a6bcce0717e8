type Place = readonly [x: number, y: number];

/** How far a place is from the straight line between two others. */
function distance([x, y]: Place, [fromX, fromY]: Place, [toX, toY]: Place): number {
  const [right, down] = [toX - fromX, toY - fromY];
  const length = right ** 2 + down ** 2;
  const share =
    length === 0
      ? 0
      : Math.min(1, Math.max(0, ((x - fromX) * right + (y - fromY) * down) / length));
  return Math.hypot(x - fromX - share * right, y - fromY - share * down);
}

/** Nobody sees so many pixels. */
const unseen = 0.1;
/** Longer runs are looked at in pieces, so that the time grows with their number alone. */
const longest = 100;

/** The places without those that lie on the line between two that stay. */
function withoutStraight(places: readonly Place[]): readonly Place[] {
  const kept = [places[0]!];
  let from = 0;
  for (let at = 2; at < places.length; at++) {
    const isStraight =
      at - from <= longest &&
      places
        .slice(from + 1, at)
        .every((place) => distance(place, places[from]!, places[at]!) <= unseen);
    if (isStraight) continue;
    from = at - 1;
    kept.push(places[from]!);
  }
  if (places.length > 1) kept.push(places.at(-1)!);
  return kept;
}

/**
 * The `d` of a path without the places that nobody sees: a rate is drawn by update, and most of its updates lie on a straight line.
 * What is no line from place to place is left as it is.
 */
export function straightened(path: string): string {
  if (!/^(?:M[-\d.,L]+Z?)+$/.test(path)) return path;
  return path.replace(/M([-\d.,L]+)/g, (_, line: string) => {
    const places = line.split("L").map((place): Place => {
      const [x, y] = place.split(",").map(Number) as [number, number];
      return [x, y];
    });
    return `M${withoutStraight(places)
      .map((place) => place.join(","))
      .join("L")}`;
  });
}
