import { forTerminal } from "@anneal/experiment/wording";
import { totalsOf, trainedEpochs } from "@anneal/experiment/records";
import type { PlannedTrial, TrialResult } from "@anneal/experiment/records";
import type { Epoch } from "@anneal/experiment/training";
import type { TaskFacts } from "@anneal/experiment/task";
import { Presets, SingleBar } from "cli-progress";

/** Shows how far a run is. */
export interface Progress {
  readonly begin: (trials: number, steps: number) => void;
  /** The updates that a running trial has made so far. */
  readonly step: (planned: PlannedTrial, steps: number) => void;
  readonly epoch: (planned: PlannedTrial, epoch: Epoch) => void;
  readonly finish: (planned: PlannedTrial, result: TrialResult) => void;
  /** A message for the user. */
  readonly note: (text: string) => void;
  readonly end: () => void;
}

type Label = (planned: PlannedTrial) => string;

const bySeed: Label = ({ trial }) => `${trial.name} seed ${String(trial.seed)}`;
const byRate: Label = ({ trial }) =>
  `${trial.name} at ${String(trial.learningRate)} seed ${String(trial.seed)}`;

const decimals = (value: number | null, digits: number): string =>
  value === null ? "not finite" : value.toFixed(digits);

/** A time as people say it: `45 s`, `12 min`, `3.5 h`. */
function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.round(seconds)))} s`;
  return seconds < 5400
    ? `${String(Math.round(seconds / 60))} min`
    : `${(seconds / 3600).toFixed(1)} h`;
}

/** Counts updates and trials, and tells how long the rest takes if it goes on as it went. */
class Course {
  readonly #now: () => number;
  readonly #steps = new Map<string, number>();
  #start = 0;
  #total = 0;
  #trials = 0;
  #finished = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(trials: number, total: number): void {
    this.#start = this.#now();
    this.#trials = trials;
    this.#total = total;
  }

  reach({ key }: PlannedTrial, steps: number): void {
    this.#steps.set(key, steps);
  }

  finish(planned: PlannedTrial): void {
    this.#finished += 1;
    this.reach(planned, trainedEpochs(planned.trial) * planned.trial.stepsPerEpoch);
  }

  get done(): number {
    return [...this.#steps.values()].reduce((sum, value) => sum + value, 0);
  }

  get trials(): string {
    return `${String(this.#finished)}/${String(this.#trials)} trials`;
  }

  get percent(): string {
    return `${String(Math.floor((100 * this.done) / this.#total))} %`;
  }

  /** How long the rest takes. Before anything is done nobody knows; after the last trial it is what all of them took. */
  get left(): string {
    const { done } = this;
    if (done === 0) return "time left unknown";
    const gone = (this.#now() - this.#start) / 1000;
    return this.#finished === this.#trials
      ? `took ${describeSeconds(gone)}`
      : `${describeSeconds((gone * (this.#total - done)) / done)} left`;
  }
}

const silent = (): Progress => ({
  begin: () => undefined,
  step: () => undefined,
  epoch: () => undefined,
  finish: () => undefined,
  note: () => undefined,
  end: () => undefined,
});

/** Seconds between two lines about a run that goes on. */
const lineEvery = 30;

/** What a finished trial came to, such as `validation accuracy 0.8633, 5123 images/s`. */
function describeResult(result: TrialResult, { primary, example }: TaskFacts): string {
  if (result.status === "failed") return `failed: ${result.error}`;
  if (result.status === "diverged") return "diverged";
  const last = result.epochs.at(-1);
  const value = last?.validation[primary.metric] ?? last?.training[primary.metric];
  const speed = result.timings?.examplesPerSecond;
  const split = last?.validation[primary.metric] === undefined ? "training" : "validation";
  return [
    value === undefined ? "completed" : `${split} ${primary.metric} ${decimals(value, 4)}`,
    ...(typeof speed === "number" ? [`${speed.toFixed(0)} ${example}s/s`] : []),
  ].join(", ");
}

/** A line at the end of each trial, and one every half minute in between. */
function lines(
  stream: NodeJS.WritableStream,
  label: Label,
  task: TaskFacts,
  now: () => number,
): Progress {
  const course = new Course(now);
  let last = 0;
  const print = (text: string): void => {
    last = now();
    stream.write(`${forTerminal(text)}\n`);
  };
  const reach = (planned: PlannedTrial, steps: number): void => {
    course.reach(planned, steps);
    if (now() - last < 1000 * lineEvery) return;
    const { epochs } = planned.trial;
    const epoch = Math.min(epochs, Math.floor(steps / totalsOf(planned.trial).stepsPerEpoch) + 1);
    print(
      `${course.trials}, ${course.percent}, ${course.left}; ${label(planned)} in epoch ${String(epoch)} of ${String(epochs)}`,
    );
  };
  return {
    ...silent(),
    begin(trials, total) {
      last = now();
      course.begin(trials, total);
    },
    step: reach,
    finish(planned, result) {
      course.finish(planned);
      print(`${course.trials}, ${course.left}; ${label(planned)}: ${describeResult(result, task)}`);
    },
    note: print,
  };
}

/** One bar for the whole run, which moves with every update. */
function bar(
  stream: NodeJS.WriteStream,
  label: Label,
  { primary }: TaskFacts,
  now: () => number,
): Progress {
  const single = new SingleBar(
    {
      format: "{bar} {percentage}% | {trials} | {left} | {latest}",
      stream,
      hideCursor: true,
      clearOnComplete: true,
      // Ctrl-C is handled by the command, which also stops the bar.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  const course = new Course(now);
  let running = false;
  const redraw = (payload: object = {}): void => {
    single.update(course.done, { trials: course.trials, left: course.left, ...payload });
  };
  return {
    begin(trials, total) {
      course.begin(trials, total);
      single.start(total, 0, { trials: course.trials, left: course.left, latest: "" });
      running = true;
    },
    step(planned, done) {
      course.reach(planned, done);
      redraw();
    },
    epoch(planned, { epoch, validation }) {
      const value = validation[primary.metric];
      const latest = `${label(planned)}: ${value === undefined ? `epoch ${String(epoch + 1)}` : `validation ${decimals(value, 4)}`}`;
      course.reach(planned, (epoch + 1) * totalsOf(planned.trial).stepsPerEpoch);
      redraw({ latest: forTerminal(latest) });
    },
    finish(planned) {
      course.finish(planned);
      redraw();
    },
    note(text) {
      if (running) stream.write("\r\u001b[K");
      stream.write(`${forTerminal(text)}\n`);
    },
    end() {
      if (running) single.stop();
      running = false;
    },
  };
}

/**
 * The progress that fits: a bar on a terminal; elsewhere a line at the end of each trial and every half minute in between;
 * nothing when quiet.
 *
 * @param severalRates - Whether the name and the seed do not tell the trials apart.
 * @param now - Milliseconds of a clock.
 */
export function createProgress(
  stream: NodeJS.WriteStream,
  quiet: boolean,
  task: TaskFacts,
  severalRates = false,
  now: () => number = () => performance.now(),
): Progress {
  if (quiet) return silent();
  const label = severalRates ? byRate : bySeed;
  return stream.isTTY ? bar(stream, label, task, now) : lines(stream, label, task, now);
}
