import { Worker } from "node:worker_threads";

/** Milliseconds between two looks at the parent. */
const interval = 1000;

/**
 * Ends this process, as `kill -9` does, when the process that started it is gone.
 *
 * A thread looks, because the event loop of a process in the middle of a call that does not return never turns: without it, a
 * training whose command was killed would go on for ever.
 */
export function endWithParent(): void {
  const program = `
    const parent = ${String(process.ppid)};
    const gone = () => {
      // An orphan gets another parent, except on Windows.
      if (process.ppid !== parent) return true;
      try {
        return !process.kill(parent, 0);
      } catch (error) {
        return error.code === "ESRCH";
      }
    };
    setInterval(() => {
      if (gone()) process.kill(process.pid, "SIGKILL");
    }, ${String(interval)});`;
  const thread = new Worker(program, { eval: true, execArgv: [], env: {} });
  // It keeps no process alive, and one that has no threads to spare does without.
  thread.on("error", () => undefined);
  thread.unref();
}
