/** Trains beside the page, one trial for each worker. */
import type { TrialCheckpoint } from "@anneal/experiment/training";
import type { FromLab, LabEpoch, ToLab } from "./messages.ts";
import { resultsOf } from "./results.ts";
import { tf } from "./tensorflow.ts";
import { trainTrial } from "./trainTrial.ts";

const say = (message: FromLab): void => postMessage(message);

/** What lets a paused trial go on. */
let resume: (() => void) | undefined;
let paused: Promise<void> | undefined;
let hand: number | null = null;

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
  if (paused) say({ type: "paused" });
  await paused;
};

/** What the page shows of an epoch. */
const shownOf = ({ epoch, learningRate, training, validation }: LabEpoch): LabEpoch => ({
  ...{ epoch, learningRate, training, validation },
});

async function train({ settings, schedule, images, resume }: ToLab & { type: "train" }) {
  tf.enableProdMode();
  // It holds the tensors; what trains are the whole steps of WebAssembly.
  await tf.setBackend("cpu");
  const response = await fetch(images);
  if (!response.ok) throw new Error(`the images could not be loaded: ${String(response.status)}`);
  let said = 0;
  let rate = (): number => settings.learningRate;
  const result = await trainTrial(tf, settings, schedule, await response.arrayBuffer(), resume, {
    planned: (trial, from) =>
      say({ type: "planned", trial, epochs: (from?.epochs ?? []).map(shownOf) }),
    turn,
    hand: () => hand,
    rate: (read) => (rate = read),
    keep: (checkpoint: TrialCheckpoint) => say({ type: "checkpoint", checkpoint }),
    step(steps) {
      // Twenty times a second is as often as an eye sees it.
      if (performance.now() - said < 50) return;
      said = performance.now();
      say({ type: "step", steps, learningRate: rate() });
    },
    epoch: (epoch) =>
      say({
        type: "epoch",
        epoch: { ...shownOf(epoch), learningRate: hand ?? epoch.learningRate },
      }),
  });
  say({ type: "done", result });
}

const failed = (error: unknown): void => say({ type: "failed", message: (error as Error).message });

addEventListener("message", ({ data }: MessageEvent<ToLab>) => {
  switch (data.type) {
    case "pause":
      pause();
      break;
    case "resume":
      resume?.();
      break;
    case "rate":
      hand = data.rate;
      break;
    case "train":
      train(data).catch(failed);
      break;
    case "conclude":
      try {
        say({
          type: "concluded",
          text: resultsOf(data.settings, data.trials, data.results),
        });
      } catch (error) {
        failed(error);
      }
  }
});
