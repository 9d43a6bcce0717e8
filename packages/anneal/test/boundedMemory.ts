/* A thread that makes every call of the specs it is given; its heap is limited by who starts it. */
import { parentPort, workerData } from "node:worker_threads";
import { kinds, parse } from "../src/index.ts";
import type { ReactiveSchedule, Schedule } from "../src/index.ts";
import { callsOf, random } from "./boundedCalls.ts";

const { texts, seed } = workerData as { readonly texts: readonly string[]; readonly seed: number };
let calls = 0;
for (const [index, text] of texts.entries()) {
  const attempt = (run: () => void): void => {
    calls++;
    try {
      run();
    } catch {
      // What it throws is judged elsewhere.
    }
  };
  let schedule: Schedule | ReactiveSchedule | undefined;
  attempt(() => {
    schedule = parse(JSON.parse(text), kinds);
  });
  if (!schedule) continue;
  for (const call of callsOf(schedule, random(seed + index))) {
    parentPort!.postMessage({ at: `${call.name}: ${text.slice(0, 1000)}` });
    attempt(() => void call.run());
  }
}
parentPort!.postMessage({ calls });
