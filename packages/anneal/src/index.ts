export * from "@anneal/core";
export * from "@anneal/cosine";
export * from "@anneal/exponential";
export * from "@anneal/plateau";
export * from "@anneal/polynomial";
export * from "@anneal/step";
export * from "@anneal/warmup";
export { kinds } from "./kinds.ts";
export { parse } from "./parse.ts";
