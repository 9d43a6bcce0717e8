/** A shape that stands for a schedule, so that it is told apart without colours: on grey paper, and by who cannot see them. */
export interface Marker {
  readonly name: string;
  /** Whether it is an outline. */
  readonly isHollow: boolean;
  /** Its corners on a circle of radius 1 or within it; a circle has none. */
  readonly corners: readonly (readonly [x: number, y: number])[];
}

type Corners = Marker["corners"];

/** Corners at distances from the middle that take turns, from the top on. */
const around = (count: number, ...distances: readonly number[]): Corners =>
  Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    const distance = distances[index % distances.length]!;
    return [distance * Math.sin(angle), -distance * Math.cos(angle)];
  });

const turned = (corners: Corners): Corners => corners.map(([x, y]) => [x, -y]);

const square = around(4, 1.25).map(([x, y]): readonly [number, number] => [
  (x - y) * Math.SQRT1_2,
  (x + y) * Math.SQRT1_2,
]);
const cross: Corners = [
  ...[
    [-0.4, -1.2],
    [0.4, -1.2],
    [0.4, -0.4],
    [1.2, -0.4],
    [1.2, 0.4],
    [0.4, 0.4],
  ],
  ...[
    [0.4, 1.2],
    [-0.4, 1.2],
    [-0.4, 0.4],
    [-1.2, 0.4],
    [-1.2, -0.4],
    [-0.4, -0.4],
  ],
] as unknown as Corners;

const shapes: readonly (readonly [name: string, corners: Corners])[] = [
  ["circle", []],
  ["diamond", around(4, 1.4, 1.05)],
  ["triangle", around(3, 1.4)],
  ["square", square],
  ["star", around(10, 1.5, 0.62)],
  ["triangle pointing down", turned(around(3, 1.4))],
  ["cross", cross],
];

/** As many as can be told apart: each shape filled, then each as an outline, but for the square, which stands for what others published. */
export const markers: readonly Marker[] = [
  ...shapes.map(([name, corners]) => ({ name, isHollow: false, corners })),
  ...shapes
    .filter(([name]) => name !== "square")
    .map(([name, corners]) => ({ name: `hollow ${name}`, isHollow: true, corners })),
];

/** What a shape is drawn on: a canvas, or what writes a path. */
interface Pen {
  readonly moveTo: (x: number, y: number) => void;
  readonly lineTo: (x: number, y: number) => void;
  readonly arc: (x: number, y: number, radius: number, from: number, to: number) => void;
  readonly closePath: () => void;
}

/** A symbol of Observable Plot. */
export interface PlotSymbol {
  draw(pen: Pen, size: number): void;
}

/** The marker as a symbol of Observable Plot, whose sizes are areas of circles. */
export const symbolOf = ({ corners }: Marker): PlotSymbol => ({
  draw(pen, size) {
    const radius = Math.sqrt(size / Math.PI);
    if (corners.length === 0) pen.arc(0, 0, radius, 0, 2 * Math.PI);
    corners.forEach(([x, y], index) => {
      if (index === 0) pen.moveTo(radius * x, radius * y);
      else pen.lineTo(radius * x, radius * y);
    });
    pen.closePath();
  },
});

/** The outline of a marker around a place, as the `d` of a path. */
export function outlineOf({ corners }: Marker, [x, y]: readonly [number, number], radius: number) {
  const at = (value: number): string => String(Math.round(10 * value) / 10);
  if (corners.length === 0) {
    const half = `${at(radius)} ${at(radius)} 0 1 1`;
    return `M${at(x - radius)} ${at(y)}A${half} ${at(x + radius)} ${at(y)}A${half} ${at(x - radius)} ${at(y)}Z`;
  }
  const places = corners.map(
    ([right, down]) => `${at(x + radius * right)} ${at(y + radius * down)}`,
  );
  return `M${places.join("L")}Z`;
}
