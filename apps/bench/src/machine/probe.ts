import { messageOf } from "@anneal/experiment/errors";
import { describeEngine } from "@anneal/experiment/records";
import { loadBackend } from "../backends/load.ts";
import type { FromProbe, ToProbe } from "./probeMessages.ts";
import { startTrainingLoop } from "./trainingLoop.ts";
import type { TrainingLoop } from "./trainingLoop.ts";
import { variants } from "./variants.ts";

// A child process of doctor and throughput: it loads one backend and trains for as long as it is told to.

process.on("disconnect", () => process.exit());

const send = (message: FromProbe): void => {
  process.send?.(message, undefined, undefined, () => undefined);
};

let loop: TrainingLoop | undefined;

async function answer(message: ToProbe): Promise<FromProbe> {
  if (message.type === "measure") {
    return { type: "measured", measured: await loop!.run(message.milliseconds) };
  }
  const variant = variants[message.variant];
  const backend = await loadBackend(variant.backend, {
    kernels: "kernels" in variant ? variant.kernels : undefined,
    threads: message.threads,
  });
  loop = await startTrainingLoop(backend, variant.batchSize);
  const { version, kernels, engine } = backend;
  return {
    type: "loaded",
    version,
    kernels: engine ? `${kernels}, ${describeEngine(engine)}` : kernels,
  };
}

process.on("message", (message: ToProbe) => {
  answer(message).then(send, (error: unknown) =>
    send({ type: "failed", message: messageOf(error) }),
  );
});
