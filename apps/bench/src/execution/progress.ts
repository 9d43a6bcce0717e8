import { totalsOf } from "@anneal/experiment/records";
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

/** Metrics by name, the loss first. */
const describeScore = (score: Epoch["training"]): string =>
  Object.entries(score)
    .sort(([one], [other]) => Number(other === "loss") - Number(one === "loss"))
    .map(([name, value]) => `${name} ${decimals(value, 4)}`)
    .join(", ");

function describeEpoch(
  label: string,
  example: string,
  planned: PlannedTrial,
  epoch: Epoch,
): string {
  const { measured, training, validation } = epoch;
  const speed =
    measured.seconds > 0
      ? `, ${(measured.examples / measured.seconds).toFixed(0)} ${example}s/s`
      : "";
  const scores = [describeScore(training), describeScore(validation)];
  return (
    `${label}: epoch ${String(epoch.epoch + 1)}/${String(planned.trial.epochs)}, ` +
    `lr ${epoch.learningRate.toPrecision(3)}` +
    `${scores[0] === "" ? "" : `, ${scores[0]!}`}${scores[1] === "" ? "" : `, validation ${scores[1]!}`}${speed}`
  );
}

const silent = (): Progress => ({
  begin: () => undefined,
  step: () => undefined,
  epoch: () => undefined,
  finish: () => undefined,
  note: () => undefined,
  end: () => undefined,
});

/** A line for each epoch. */
function lines(stream: NodeJS.WritableStream, label: Label, { example }: TaskFacts): Progress {
  const print = (text: string): void => {
    stream.write(`${text}\n`);
  };
  return {
    ...silent(),
    epoch: (planned, epoch) => print(describeEpoch(label(planned), example, planned, epoch)),
    finish(planned, result) {
      if (result.status === "failed") print(`${label(planned)}: failed: ${result.error}`);
      if (result.status === "diverged") print(`${label(planned)}: diverged`);
    },
    note: print,
  };
}

/** One bar for the whole run, which moves with every update. */
function bar(stream: NodeJS.WriteStream, label: Label, { primary }: TaskFacts): Progress {
  const single = new SingleBar(
    {
      format: "{bar} {percentage}% | {finished}/{trials} trials | {eta_formatted} left | {latest}",
      stream,
      hideCursor: true,
      clearOnComplete: true,
      // Ctrl-C is handled by the command, which also stops the bar.
      gracefulExit: false,
      etaBuffer: 200,
    },
    Presets.shades_classic,
  );
  const steps = new Map<string, number>();
  let finished = 0;
  let running = false;
  const redraw = (planned: PlannedTrial, done: number, payload: object = {}): void => {
    steps.set(planned.key, done);
    single.update(
      [...steps.values()].reduce((sum, value) => sum + value, 0),
      payload,
    );
  };
  const stepsOf = (planned: PlannedTrial, epochs: number): number =>
    epochs * totalsOf(planned.trial).stepsPerEpoch;
  return {
    begin(trials, total) {
      single.start(total, 0, { finished, trials, latest: "" });
      running = true;
    },
    step: (planned, done) => redraw(planned, done),
    epoch(planned, { epoch, validation }) {
      const value = validation[primary.metric];
      const latest = `${label(planned)}: ${value === undefined ? `epoch ${String(epoch + 1)}` : `validation ${decimals(value, 4)}`}`;
      redraw(planned, stepsOf(planned, epoch + 1), { latest });
    },
    finish(planned) {
      finished += 1;
      redraw(planned, stepsOf(planned, planned.trial.epochs), { finished });
    },
    note(text) {
      if (running) stream.write("\r\u001b[K");
      stream.write(`${text}\n`);
    },
    end() {
      if (running) single.stop();
      running = false;
    },
  };
}

/**
 * The progress that fits: a bar on a terminal, a line for each epoch elsewhere, nothing when quiet.
 *
 * @param severalRates - Whether the name and the seed do not tell the trials apart.
 */
export function createProgress(
  stream: NodeJS.WriteStream,
  quiet: boolean,
  task: TaskFacts,
  severalRates = false,
): Progress {
  if (quiet) return silent();
  const label = severalRates ? byRate : bySeed;
  return stream.isTTY ? bar(stream, label, task) : lines(stream, label, task);
}
