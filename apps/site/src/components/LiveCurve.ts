import { defineComponent, h, onMounted, shallowRef } from "vue";
import type { Component, VNode } from "vue";

/**
 * The curve of a kind that moves with its options. Until it has been loaded, and where there are no scripts, the picture in its
 * slot stands there.
 */
export const LiveCurve = defineComponent({
  name: "LiveCurve",
  props: { kind: { type: String, required: true } },
  setup(props, { slots }) {
    const curve = shallowRef<Component>();
    onMounted(async () => {
      ({ KindCurve: curve.value } = await import("./KindCurve.ts"));
    });
    return (): VNode =>
      h("div", { class: "anneal-app live" }, [
        curve.value ? h(curve.value, { kind: props.kind }) : slots["default"]?.(),
      ]);
  },
});
