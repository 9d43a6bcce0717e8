import type { Place } from "@anneal/core";

/**
 * The `cause` of an error about a place in a document, which messages write as `optimizer.groups[1].lr`.
 *
 * @param place - As it is written.
 * @param outside - How many of its names stand for what is no part of the document, such as the argument that it is.
 */
export const placeOf = (place: string, outside = 0): Place => ({
  path: Array.from(place.matchAll(/[^.[\]]+/g), ([name]) =>
    // A mapping may have a number for a name, too, under which it is found as well.
    /^\d+$/.test(name) ? Number(name) : name,
  ).slice(outside),
});
