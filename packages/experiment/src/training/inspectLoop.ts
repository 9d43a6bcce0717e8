import { BenchmarkError } from "../errors.ts";
import { arrangementOf } from "../schedules/contestant.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { factsOf } from "../task/factsOf.ts";
import { inTask } from "../task/inTask.ts";
import { shown } from "../task/rule.ts";
import type { LoopTask } from "../task/task.ts";
import { contestantOf, describeAt } from "./contestantOf.ts";
import { versionOf } from "./identify.ts";
import type { InspectedSchedule, Inspection, TaskRequest } from "./inspection.ts";

/** Says what a task with a loop of its own is and does with every schedule and seed asked for. */
export async function inspectLoop(
  name: string,
  task: LoopTask,
  { seeds, schedules, epochs, batchSize: shared, evaluateTraining }: TaskRequest,
  contestants: Readonly<Record<string, Contestant>>,
  at: (place: string) => void,
): Promise<Inspection> {
  if (evaluateTraining) {
    throw new BenchmarkError(
      "usage",
      `task ${name} has a loop of its own, which reports its training figures itself: leave evaluateTraining out, and report what it evaluates`,
    );
  }
  const arranged = schedules.find(
    (schedule) => arrangementOf(contestantOf(schedule, contestants)).optimizer !== undefined,
  );
  if (arranged !== undefined) {
    throw new BenchmarkError(
      "usage",
      `task ${name} has a loop of its own, so that schedule ${arranged.name} cannot bring an optimizer`,
    );
  }
  const inspected: InspectedSchedule[] = [];
  for (const schedule of schedules) {
    const { learningRate } = schedule;
    const contestant = contestantOf(schedule, contestants);
    const { batchSize = shared } = arrangementOf(contestant);
    const given = task.stepsPerEpoch ?? 1;
    at(`task ${name}: stepsPerEpoch`);
    const stepsPerEpoch =
      typeof given === "number"
        ? given
        : await inTask(name, "stepsPerEpoch", () => given({ learningRate, epochs, batchSize }));
    if (!Number.isInteger(stepsPerEpoch) || stepsPerEpoch < 1) {
      throw new BenchmarkError(
        "usage",
        `task ${name}: stepsPerEpoch must give a whole number of at least 1, got ${shown(stepsPerEpoch)}`,
      );
    }
    at(`schedule ${schedule.name}`);
    inspected.push({
      name: schedule.name,
      learningRate,
      batchSize,
      stepsPerEpoch,
      description: describeAt(schedule, contestant, epochs, stepsPerEpoch),
      identities: seeds.map(() => versionOf(task)),
    });
  }
  return {
    facts: factsOf(name, task, { network: null, optimizer: null }),
    examples: null,
    schedules: inspected,
  };
}
