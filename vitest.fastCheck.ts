import fc from "fast-check";

// The same cases at every run, so that a change passes or fails by itself. `ANNEAL_SEED` draws others: the nightly does.
fc.configureGlobal({ seed: Number(process.env["ANNEAL_SEED"] ?? 1) });
