import type { Surroundings } from "@anneal/experiment/training";

/** What a training needs of this process. */
export const ofThisProcess: Surroundings = {
  abortController: () => new AbortController(),
  clocks: {
    wall: () => performance.now(),
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  },
  turn: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};
