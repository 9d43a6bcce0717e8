import type { Dense } from "../model/operation.ts";
import { writeActivation, writeActivationGradient } from "./activation.ts";
import { packedWords } from "./layout.ts";
import type { Planned, Planning } from "./planned.ts";

/** Plans a dense layer: its values, and both of its gradients, are a product each. */
export function planDense(operation: Dense, { layout, capacity, weights }: Planning): Planned {
  const { activation } = operation;
  const kernel = weights[operation.kernel]!;
  const bias = operation.bias === undefined ? undefined : weights[operation.bias]!;
  const [inputs, outputs] = [operation.x.channels, operation.y.channels];
  const packed = layout.take(packedWords(inputs, outputs));
  const packedTransposed = layout.take(packedWords(outputs, inputs));
  const output = layout.take(capacity * outputs);
  return {
    forward({ program, samples, x }) {
      program.add("pack", kernel.value, outputs, 1, inputs, outputs, 1, 0, packed, 0);
      program.add(
        ...(["product", x, inputs, 1, samples, inputs, packed, 0, outputs, output] as const),
        ...[0, 1, 0, 0, 0],
      );
      writeActivation(program, activation, {
        ...{ x: output, y: output, rows: samples, columns: outputs, bias: bias?.value ?? 0 },
      });
      return output;
    },
    backward({ program, samples, x, dy, dx }) {
      writeActivationGradient(program, activation, { y: output, dy, count: samples * outputs });
      if (bias?.isTrained) program.add("sumRows", dy, 0, samples, outputs, bias.gradient);
      if (kernel.isTrained) {
        program.add(
          ...(["product", x, 1, inputs, inputs, samples, dy, outputs, outputs] as const),
          ...[kernel.gradient, 0, 1, 0, 0, 0],
        );
      }
      if (dx) {
        const transposed = [1, outputs, outputs, inputs] as const;
        program.add("pack", kernel.value, ...transposed, 1, 0, packedTransposed, 0);
        program.add(
          ...(["product", dy, outputs, 1, samples, outputs, packedTransposed, 0] as const),
          ...[inputs, dx, 0, 1, 0, 0, 0],
        );
      }
      return dx;
    },
  };
}
