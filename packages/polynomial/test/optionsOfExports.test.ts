import { describeOptionsOfExports } from "@anneal/testing";
import * as polynomial from "../src/index.ts";

describeOptionsOfExports("@anneal/polynomial", polynomial, {});
