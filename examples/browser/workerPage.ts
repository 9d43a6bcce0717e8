// Shows what a Web Worker reports while it trains. The page has nothing to pause for.
import type { Message } from "./worker.ts";

const element = (id: string): HTMLElement => document.getElementById(id)!;
const rates: number[] = [];
let frames = 0;

function animate(): void {
  frames++;
  element("frames").textContent = String(frames);
  element("rate").textContent = (rates.at(-1) ?? 0).toFixed(5);
  requestAnimationFrame(animate);
}
requestAnimationFrame(animate);

const started = performance.now();
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
worker.onerror = ({ message }) => {
  throw new Error(message);
};
worker.onmessage = ({ data }: MessageEvent<Message>) => {
  if ("rate" in data) {
    rates.push(data.rate);
    return;
  }
  Object.assign(window, {
    result: { ...data, frames, rates, milliseconds: performance.now() - started },
  });
  element("state").textContent = "done";
};
