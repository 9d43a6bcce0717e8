import { describeOptionsOfExports } from "@anneal/testing";
import * as importers from "../src/index.ts";
import type { Importer } from "../src/index.ts";

const state = { gamma: 0.5, base_lrs: [0.1], last_epoch: 1 };

type Call = (unknown: object) => unknown;

/** Every importer takes the same options; what it is given does not matter, because they are checked first. */
const calls = Object.fromEntries(
  Object.entries(importers)
    .filter(([name]) => name.startsWith("from"))
    .map(([name, importer]): [string, Call] => [
      name,
      (unknown) => (importer as Importer)({}, unknown),
    ]),
);

describeOptionsOfExports("@anneal/import", importers, {
  ...calls,
  fromTorch: (unknown) => importers.fromTorch(state, { group: 0, ...unknown }),
  // They are asynchronous: a test of their own awaits them.
  read: "none",
  recognise: "none",
});
