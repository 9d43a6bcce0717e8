import type { Results } from "@anneal/experiment/records";

const plain = /^[\w,.:/@%+=-]+$/;

/** A word as a POSIX shell reads it back. */
const quote = (word: string): string =>
  plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** `1,2,3` as the flag takes it: a lone seed with a comma, which tells it from a count. */
function seedsFlag(seeds: readonly number[]): string {
  const counts = seeds.every((seed, index) => seed === index + 1);
  if (counts) return String(seeds.length);
  return seeds.length === 1 ? `${String(seeds[0])},` : seeds.join(",");
}

/** The command that trains the same trials again. */
export function reproduceCommand({ settings, machines, tuning, backend }: Results): string {
  const [machine] = machines;
  return [
    "npx",
    machine ? quote(`@anneal/bench@${machine.bench}`) : "@anneal/bench",
    "run",
    ...["--preset", quote(settings.preset)],
    ...["--task", quote(settings.task)],
    ...["--schedule", quote(settings.schedule.join(","))],
    ...["--seeds", seedsFlag(settings.seeds)],
    ...["--epochs", String(settings.epochs)],
    ...(settings.samples === null ? [] : ["--samples", String(settings.samples)]),
    ...(settings.testSamples === null ? [] : ["--test-samples", String(settings.testSamples)]),
    ...["--batch-size", String(settings.batchSize)],
    ...(settings.evaluateTraining ? ["--evaluate-training"] : []),
    ...(tuning === null
      ? ["--learning-rate", String(settings.learningRate)]
      : ["--tuned", "tuning.json"]),
    ...(backend.name === "none" ? [] : ["--backend", quote(backend.name)]),
  ].join(" ");
}
