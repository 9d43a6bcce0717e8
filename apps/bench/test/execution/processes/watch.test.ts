import { BenchmarkError } from "@anneal/experiment/errors";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchStages } from "../../../src/execution/processes/watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const data = {
  place: "task a: data",
  seconds: 10,
  training: false,
  limit: "the timeLimit of the task",
};
const fit = {
  place: "task a: fit",
  seconds: 10,
  training: true,
  limit: "the timeLimit of the task",
};
const file = {
  place: "cannot load a.js",
  seconds: 60,
  training: false,
  limit: "ANNEAL_CONFIG_SECONDS",
};

function watched() {
  const expired: string[] = [];
  const watch = watchStages((error) => {
    expect(error).toBeInstanceOf(BenchmarkError);
    expect(error.kind).toBe("usage");
    expired.push(error.message);
  });
  return { watch, expired };
}

describe("a stage that takes too long", () => {
  test.each([
    [
      data,
      "task a: data: it has not finished after 10 seconds; the timeLimit of the task may give it more",
    ],
    [
      fit,
      "task a: fit: no update and no epoch of the trial has ended for 10 seconds; the timeLimit of the task may give it more",
    ],
    [
      file,
      "cannot load a.js: it has not finished after 60 seconds; ANNEAL_CONFIG_SECONDS may give it more",
    ],
  ])("%j expires once, at its time and not before", (stage, message) => {
    const { watch, expired } = watched();
    watch.begin(stage);
    vi.advanceTimersByTime(1000 * stage.seconds - 1);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual([message]);
    vi.advanceTimersByTime(1e6);
    expect(expired).toHaveLength(1);
  });

  test("does not at once because its time is longer than a timer of Node.js counts", () => {
    const { watch, expired } = watched();
    watch.begin({ ...data, seconds: 1e9 });
    vi.advanceTimersByTime(1e6);
    expect(expired).toEqual([]);
  });

  test("does not while updates are told of, and does when they end", () => {
    const { watch, expired } = watched();
    watch.begin(fit);
    for (let update = 0; update < 20; update++) {
      vi.advanceTimersByTime(9000);
      watch.alive();
    }
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(expired).toHaveLength(1);
  });

  test("does not when it was over in time, or another one began", () => {
    const { watch, expired } = watched();
    watch.begin(data);
    vi.advanceTimersByTime(9000);
    watch.begin(fit);
    vi.advanceTimersByTime(9000);
    watch.begin(null);
    vi.advanceTimersByTime(1e6);
    expect(expired).toEqual([]);
  });

  test("does not because the machine slept: all of that is one part of its time", () => {
    const { watch, expired } = watched();
    watch.begin(fit);
    vi.advanceTimersByTime(1000);
    // Timers that are due during a sleep run once when it ends.
    vi.setSystemTime(Date.now() + 1e8);
    vi.advanceTimersToNextTimer();
    expect(expired).toEqual([]);
  });
});

test.each([
  [null, 1, null, "the worker process ended with exit code 1"],
  [data, 0, null, "task a: data: it ended the process, with exit code 0"],
  [fit, null, "SIGKILL" as const, "task a: fit: the worker process ended with signal SIGKILL"],
])("in stage %j a process that ends with %s, %s is told so", (stage, code, signal, message) => {
  const { watch, expired } = watched();
  watch.begin(stage);
  expect(watch.ended(code, signal).message).toBe(message);
  vi.advanceTimersByTime(1e6);
  expect(expired).toEqual([]);
});
