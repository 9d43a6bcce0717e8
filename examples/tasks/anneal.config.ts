// All of them in one run: each task gets a folder, and a report.
import { defineConfig } from "@anneal/bench";
import { autoencoder } from "./autoencoder.ts";
import { gan } from "./gan.ts";
import { jax } from "./jax.ts";
import { plain } from "./plain.ts";
import { python } from "./python.ts";
import { rents } from "./regression.ts";
import { reviews } from "./text.ts";
import { transfer } from "./transfer.ts";

export default defineConfig({
  tasks: { rents, reviews, autoencoder, gan, transfer, plain, jax, python },
  schedule: ["constant", "cosine"],
});
