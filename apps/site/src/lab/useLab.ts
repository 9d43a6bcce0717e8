import type { FinishedTrial } from "@anneal/experiment/records";
import images from "@anneal/fashion-mnist/images.bin?url";
import { onBeforeUnmount, onMounted, reactive, ref, shallowRef } from "vue";
import type { Ref, ShallowRef } from "vue";
import { forgetRun, interrupted, keepRun, keptRun } from "./keptRun.ts";
import type { Running } from "./keptRun.ts";
import type { FromLab, LabSettings, LabTask, ToLab } from "./messages.ts";

/** What a person can change before a training. */
type LabChoices = { -readonly [Name in keyof LabSettings]: LabSettings[Name] };

/**
 * Nothing has begun; it trains; it was told to pause and an update is still being computed; nothing is computed; the page was
 * closed before the end, and it can go on; every schedule is done.
 */
type LabState = "idle" | "training" | "pausing" | "paused" | "interrupted" | "done";

/** The state of the lab, and what can be done with it. */
export interface LabRun {
  readonly choices: LabChoices;
  readonly state: Ref<LabState>;
  /** What each schedule has done, by its name. */
  readonly runs: ShallowRef<Readonly<Record<string, Running>>>;
  readonly problem: Ref<string>;
  /** The rate that a person has set in the place of the schedules'. */
  readonly hand: Ref<number | null>;
  readonly train: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends what runs, and forgets what was kept. */
  readonly discard: () => void;
  readonly setHand: (rate: number | null) => void;
  readonly download: () => void;
}

/** The settings of the exercise: with this seed the constant rate misses the target, and halving it meets it. */
const exercise: LabChoices = {
  task: "fashion-mnist",
  schedule: ["constant", "halving"],
  learningRate: 0.02,
  seed: 3,
  samples: 7500,
  testSamples: 2000,
  epochs: 15,
  batchSize: 64,
};

const addressOf = (task: LabTask): string =>
  new URL(task === "mnist" ? `${import.meta.env.BASE_URL}mnist.bin` : images, location.href).href;

const startWorker = (): Worker =>
  new Worker(new URL("./lab.worker.ts", import.meta.url), { type: "module" });

/** More at once would share the same cores. */
const workersAtOnce = (): number => Math.min(4, Math.max(1, navigator.hardwareConcurrency - 1));

/** A schedule whose result is that of the command line: done, and never touched by hand. */
export const isComparable = (
  run: Running,
): run is Running & { readonly result: FinishedTrial; readonly byHand?: false } =>
  run.result !== undefined && !run.byHand;

/** Trains in workers, one schedule each, and keeps in the browser what was reached. */
export function useLab(): LabRun {
  const choices = reactive<LabChoices>({ ...exercise });
  const state = ref<LabState>("idle");
  const runs = shallowRef<Readonly<Record<string, Running>>>({});
  const problem = ref("");
  const hand = ref<number | null>(null);
  /** The workers, and whether each has stopped for a pause. */
  const workers = new Map<Worker, boolean>();
  let queue: string[] = [];
  let settings: LabSettings = exercise;

  const put = (name: string, part: Partial<Running>): void => {
    runs.value = {
      ...runs.value,
      [name]: { ...(runs.value[name] ?? { steps: 0, epochs: [] }), ...part },
    };
  };
  const keep = async (): Promise<void> => {
    if (await keepRun({ settings, runs: runs.value })) return;
    problem.value =
      "This browser has no room for what is trained, or keeps nothing: leave the page open until it is done.";
  };
  const send = (message: ToLab): void => {
    for (const worker of workers.keys()) worker.postMessage(message);
  };

  function end(worker: Worker): void {
    worker.terminate();
    workers.delete(worker);
    void keep();
    settle();
  }
  /** Stands still once what was reached is kept: a page that is closed then loses nothing. */
  async function rest(): Promise<void> {
    await keep();
    if (state.value === "pausing") state.value = "paused";
  }
  /** Starts what there is room for, and finds out whether everything is done, or stands still. */
  function settle(): void {
    if (state.value === "training") {
      while (queue.length > 0 && workers.size < workersAtOnce()) start(queue.shift()!);
    }
    if (workers.size === 0 && queue.length === 0) state.value = "done";
    else if (state.value === "pausing" && [...workers.values()].every(Boolean)) void rest();
  }
  function start(name: string): void {
    const worker = startWorker();
    workers.set(worker, false);
    put(name, { problem: undefined });
    worker.onmessage = ({ data }: MessageEvent<FromLab>) => {
      switch (data.type) {
        case "planned":
          put(name, { trial: data.trial, epochs: data.epochs });
          break;
        case "step":
          put(name, { steps: data.steps, learningRate: data.learningRate });
          break;
        case "epoch":
          put(name, { epochs: [...(runs.value[name]?.epochs ?? []), data.epoch] });
          break;
        case "checkpoint":
          put(name, { checkpoint: data.checkpoint });
          void keep();
          break;
        case "paused":
          workers.set(worker, true);
          settle();
          break;
        case "done":
          put(name, { result: data.result, checkpoint: undefined });
          end(worker);
          break;
        case "failed":
          put(name, { problem: data.message });
          end(worker);
      }
    };
    worker.onerror = ({ message }) => {
      put(name, { problem: message || "its worker ended: load the page again" });
      end(worker);
    };
    const post = (message: ToLab): void => worker.postMessage(message);
    if (hand.value !== null) {
      put(name, { byHand: true });
      post({ type: "rate", rate: hand.value });
    }
    post({
      type: "train",
      settings,
      schedule: name,
      images: addressOf(settings.task),
      resume: runs.value[name]?.checkpoint,
    });
  }
  function stop(): void {
    queue = [];
    for (const worker of workers.keys()) worker.terminate();
    workers.clear();
    hand.value = null;
  }
  /** Begins, or goes on, with what is not done. */
  function begin(): void {
    queue = settings.schedule.filter((name) => !runs.value[name]?.result);
    state.value = "training";
    settle();
  }
  function train(): void {
    if (choices.schedule.length === 0) {
      problem.value = "Choose at least one schedule.";
      return;
    }
    if (!(choices.learningRate > 0 && Number.isFinite(choices.learningRate))) {
      problem.value = "The base learning rate must be a number above 0.";
      return;
    }
    if (!Number.isSafeInteger(choices.seed) || choices.seed < 1) {
      problem.value = "The seed must be an integer of at least 1.";
      return;
    }
    problem.value = "";
    stop();
    settings = { ...choices, schedule: [...choices.schedule] };
    runs.value = {};
    for (const name of settings.schedule) put(name, {});
    begin();
  }

  onMounted(async () => {
    const kept = await keptRun();
    // A person was quicker than the store.
    if (!kept || state.value !== "idle") return;
    ({ settings, runs: runs.value } = interrupted(kept));
    Object.assign(choices, settings);
    const open = Object.values(runs.value).some(({ result }) => !result);
    state.value = open ? "interrupted" : "done";
  });
  onBeforeUnmount(stop);

  return {
    choices,
    state,
    runs,
    problem,
    hand,
    train,
    pause() {
      state.value = "pausing";
      send({ type: "pause" });
    },
    resume() {
      if (state.value === "interrupted") {
        begin();
        return;
      }
      for (const worker of workers.keys()) workers.set(worker, false);
      state.value = "training";
      send({ type: "resume" });
      settle();
    },
    discard() {
      stop();
      runs.value = {};
      state.value = "idle";
      void forgetRun();
    },
    setHand(rate) {
      hand.value = rate;
      if (rate !== null) {
        for (const [name, run] of Object.entries(runs.value)) {
          if (!run.result && !queue.includes(name)) put(name, { byHand: true });
        }
      }
      send({ type: "rate", rate });
    },
    download() {
      const comparable = settings.schedule.filter((name) => isComparable(runs.value[name]!));
      const worker = startWorker();
      worker.onmessage = ({ data }: MessageEvent<FromLab>) => {
        if (data.type === "concluded") save(data.text);
        if (data.type === "failed") problem.value = data.message;
        worker.terminate();
      };
      worker.onerror = ({ message }) => {
        problem.value = `results.json could not be written: ${message || "its worker ended"}; load the page again`;
        worker.terminate();
      };
      worker.postMessage({
        type: "conclude",
        settings: { ...settings, schedule: comparable },
        trials: comparable.map((name) => runs.value[name]!.trial!),
        results: comparable.map((name) => runs.value[name]!.result!),
      } satisfies ToLab);
    },
  };
}

/** Gives a person the file `results.json`. */
function save(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "results.json";
  link.click();
  URL.revokeObjectURL(link.href);
}
