// Node: node --import tsx src/node.ts
import * as tf from "@tensorflow/tfjs";
import { train } from "./train.ts";

const history = await train(tf);
history["lr"]!.forEach((rate, epoch) => {
  const accuracy = Number(history["val_acc"]![epoch]).toFixed(3);
  process.stdout.write(`epoch ${epoch + 1}  lr ${Number(rate).toFixed(5)}  val_acc ${accuracy}\n`);
});
