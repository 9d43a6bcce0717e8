import { messageOf } from "@anneal/experiment/errors";
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
  const { tf, version, kernels } = await loadBackend(variant.backend, {
    kernels: "kernels" in variant ? variant.kernels : undefined,
    threads: message.threads,
  });
  loop = await startTrainingLoop(tf, variant.batchSize);
  return { type: "loaded", version, kernels };
}

process.on("message", (message: ToProbe) => {
  answer(message).then(send, (error: unknown) =>
    send({ type: "failed", message: messageOf(error) }),
  );
});
