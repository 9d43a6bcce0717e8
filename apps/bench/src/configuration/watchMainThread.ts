import { Worker } from "node:worker_threads";

/** A thread of its own: it sleeps until it is told that all is well, or the time is up; then it interrupts the main thread. */
const watcher = `
const { workerData } = require("node:worker_threads");
const { ended, milliseconds, event, problem } = workerData;
if (Atomics.wait(ended, 0, 0, milliseconds) === "timed-out") {
  // Code in native functions, as a program that it waits for, is not interrupted: nothing is left but to end the process.
  setTimeout(() => {
    require("node:fs").writeSync(2, problem + "\\n");
    process.kill(process.pid, "SIGKILL");
  }, 5000);
  const { Session } = require("node:inspector");
  const session = new Session();
  session.connectToMainThread();
  session.on("Debugger.paused", () => {
    session.post("Runtime.evaluate", { expression: "process.emit(" + JSON.stringify(event) + ")" });
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}
`;

let watches = 0;

/**
 * Watches code that may block this thread for ever. A timer cannot: it would never run.
 *
 * A second thread interrupts this one when the time is up, as a debugger does. Runtimes that have no such debugger, as Bun, are
 * not watched.
 *
 * @param problem - Is told where that is impossible, before the process is killed.
 * @param expire - Runs in the midst of that code when it is late; it must end the process.
 * @returns Ends the watch.
 */
export function watchMainThread(seconds: number, problem: string, expire: () => never): () => void {
  if (process.versions["bun"] !== undefined || process.versions["deno"] !== undefined) {
    return () => undefined;
  }
  const event = `anneal-bench late ${String(watches++)}`;
  const ended = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData = { ended, milliseconds: 1000 * seconds, event, problem };
  // A thread without the loaders of the main one starts in milliseconds.
  const thread = new Worker(watcher, { eval: true, workerData, execArgv: [] });
  thread.unref();
  process.once(event, expire);
  return () => {
    process.off(event, expire);
    Atomics.store(ended, 0, 1);
    Atomics.notify(ended, 0);
  };
}
