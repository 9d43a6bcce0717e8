/** Trains beside the page, one trial for each worker. */
import * as tf from "@tensorflow/tfjs";
import type { FromLab, LabTrial, ToLab } from "./messages.ts";
import { trainSchedule } from "./trainSchedule.ts";

const say = (message: FromLab): void => postMessage(message);

let resume: (() => void) | undefined;
let paused: Promise<void> | undefined;

function pause(): void {
  paused ??= new Promise((resolve) => {
    resume = () => {
      paused = undefined;
      resolve();
    };
  });
}

/** A turn for messages: one by a channel is not held back in a page that is not looked at, as a timer is. */
const { port1, port2 } = new MessageChannel();
const turns: (() => void)[] = [];
port1.onmessage = () => turns.shift()?.();
const turn = async (): Promise<void> => {
  await new Promise<void>((resolve) => {
    turns.push(resolve);
    port2.postMessage(null);
  });
  await paused;
};

async function train(trial: LabTrial, images: string): Promise<void> {
  tf.enableProdMode();
  // It holds the tensors; what trains are the whole steps of WebAssembly.
  await tf.setBackend("cpu");
  const response = await fetch(images);
  if (!response.ok) throw new Error(`the images could not be loaded: ${String(response.status)}`);
  let total = 0;
  let said = 0;
  const result = await trainSchedule(tf, trial, await response.arrayBuffer(), {
    planned: (steps) => (total = steps),
    turn,
    step(steps) {
      // Twenty times a second is as often as an eye sees it.
      if (performance.now() - said < 50) return;
      said = performance.now();
      say({ type: "step", steps, total });
    },
    epoch: ({ epoch, learningRate, training, validation }) =>
      say({ type: "epoch", epoch: { epoch, learningRate, training, validation } }),
  });
  say({ type: "done", result });
}

addEventListener("message", ({ data }: MessageEvent<ToLab>) => {
  if (data.type === "pause") pause();
  if (data.type === "resume") resume?.();
  if (data.type === "train") {
    train(data.trial, data.images).catch((error: unknown) =>
      say({ type: "failed", message: (error as Error).message }),
    );
  }
});
