// Trains in a page while an animation goes on, and shows the learning rate. `?pause=0` shows what happens without pauses.
import * as tf from "@tensorflow/tfjs";
import { train } from "../src/train.ts";

const element = (id: string): HTMLElement => document.getElementById(id)!;
const rates: number[] = [];
let frames = 0;

function animate(): void {
  frames++;
  element("frames").textContent = String(frames);
  element("rate").textContent = (rates.at(-1) ?? 0).toFixed(5);
  element("spinner").style.transform = `rotate(${frames * 6}deg)`;
  requestAnimationFrame(animate);
}

await tf.setBackend("cpu");
requestAnimationFrame(animate);
await new Promise(requestAnimationFrame);

const pauseAfter = Number(new URLSearchParams(location.search).get("pause") ?? 30);
const before = frames;
const started = performance.now();
const history = await train(tf, { pauseAfter, epochs: 40, onChange: ({ to }) => rates.push(to) });
const result = {
  frames: frames - before,
  milliseconds: performance.now() - started,
  rates,
  lr: history["lr"],
  accuracy: Number(history["val_acc"]!.at(-1)),
};
element("state").textContent = "done";
Object.assign(window, { result });
