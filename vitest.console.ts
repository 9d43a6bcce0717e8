import { afterEach, beforeEach, expect, vi } from "vitest";

// A library stays silent: a test in which anything reaches the console fails.
const methods = ["debug", "error", "info", "log", "warn"] as const;
const spies = methods.map((method) => vi.spyOn(console, method));

beforeEach(() => {
  for (const spy of spies) spy.mockClear();
});

afterEach(() => {
  expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
});
