import { activations, type Activation } from "../model/operation.ts";
import { float, type ProgramWriter } from "./kernels.ts";

const wordsOf = ({ kind, slope }: Activation): readonly [number, number] => [
  activations.indexOf(kind),
  float(slope),
];

/** y = activation(x + bias). A bias of 0 is none. */
export function writeActivation(
  program: ProgramWriter,
  activation: Activation,
  { x, y, rows, columns, bias }: Record<"x" | "y" | "rows" | "columns" | "bias", number>,
): void {
  if (activation.kind === "linear" && bias === 0 && x === y) return;
  program.add("activate", ...wordsOf(activation), x, rows, columns, bias, y);
}

/** Replaces the gradient behind an activation by that before it. `y` is where its values are, or its arguments. */
export function writeActivationGradient(
  program: ProgramWriter,
  activation: Activation,
  { y, dy, count }: Record<"y" | "dy" | "count", number>,
): void {
  if (activation.kind === "linear") return;
  program.add("activationGradient", ...wordsOf(activation), y, dy, count);
}
