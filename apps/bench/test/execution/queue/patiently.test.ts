import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patiently } from "../../../src/execution/queue/patiently.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("it asks until there is an answer, with growing pauses, and tells of the first failure alone", async () => {
  const notes: unknown[] = [];
  const at: number[] = [];
  const began = Date.now();
  const answer = patiently(
    () => {
      at.push(Date.now() - began);
      return at.length < 8
        ? Promise.reject(new Error(`no ${String(at.length)}`))
        : Promise.resolve(7);
    },
    () => true,
    (error) => notes.push(error),
  );
  await vi.runAllTimersAsync();
  expect(await answer).toBe(7);
  expect(at).toEqual([0, 500, 1500, 3500, 7500, 15_500, 25_500, 35_500]);
  expect(notes).toEqual([new Error("no 1")]);
});

test("it gives up when it shall not go on", async () => {
  const body = vi.fn(() => Promise.reject(new Error("gone")));
  await expect(
    patiently(
      body,
      () => false,
      () => undefined,
    ),
  ).rejects.toThrow("gone");
  expect(body).toHaveBeenCalledOnce();
});
