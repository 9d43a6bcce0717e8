import type { FinishedTrial } from "@anneal/experiment/records";
import type { TrialCheckpoint } from "@anneal/experiment/training";
import { del, get, set } from "idb-keyval";
import type { LabEpoch, LabSettings, LabTrial } from "./messages.ts";

/** What a schedule has done so far. */
export interface Running {
  readonly steps: number;
  /** The learning rate of the next update. */
  readonly learningRate?: number | undefined;
  readonly epochs: readonly LabEpoch[];
  readonly trial?: LabTrial | undefined;
  /** Where it would go on. */
  readonly checkpoint?: TrialCheckpoint | undefined;
  /** Whether a person has set the rate, so that the trial is not the one that its schedule gives. */
  readonly byHand?: boolean | undefined;
  readonly result?: FinishedTrial | undefined;
  readonly problem?: string | undefined;
}

/** A run as the browser keeps it, beyond the page. */
export interface KeptRun {
  readonly settings: LabSettings;
  readonly runs: Readonly<Record<string, Running>>;
}

// Another shape of what is kept gets another name.
const key = "anneal-lab-1";

/** Keeps a run. Says whether the browser did: some keep nothing in private windows, and a disk may be full. */
export const keepRun = (run: KeptRun): Promise<boolean> =>
  set(key, run).then(
    () => true,
    () => false,
  );

/** The run that was kept last. */
export const keptRun = (): Promise<KeptRun | undefined> => get<KeptRun>(key).catch(() => undefined);

/** Forgets it. */
export const forgetRun = (): Promise<void> => del(key).catch(() => undefined);

/** What is left of a run when its page is gone: each schedule stands where its last epoch ended. */
export const interrupted = ({ settings, runs }: KeptRun): KeptRun => ({
  settings,
  runs: Object.fromEntries(
    Object.entries(runs).map(([name, run]) => {
      if (run.result) return [name, run];
      const epochs = run.checkpoint?.epochs ?? [];
      const perEpoch = (run.trial?.total ?? 0) / settings.epochs;
      return [
        name,
        { ...run, epochs, steps: epochs.length * perEpoch, learningRate: undefined },
      ] as const;
    }),
  ),
});
