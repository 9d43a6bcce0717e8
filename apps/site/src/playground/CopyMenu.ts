import { defineComponent, h } from "vue";
import type { PropType, VNode } from "vue";
import { installLine } from "../model/code.ts";
import { hashOf } from "../model/link.ts";
import { quietButton } from "./quietButton.ts";
import type { PlaygroundState } from "./usePlayground.ts";

// Loaded when somebody asks for it: the page is seen without it.
async function program(spec: unknown): Promise<string> {
  const { programOf } = await import("../model/program.ts");
  return programOf(spec);
}

/** Takes the schedule that is edited along: as a program, as JSON, as a command, as a picture, as an address. */
export const CopyMenu = defineComponent({
  name: "CopyMenu",
  props: {
    playground: { type: Object as PropType<PlaygroundState>, required: true },
    /** What was copied last, or why nothing was. */
    told: { type: String, required: true },
  },
  emits: ["copy"],
  setup(props, { emit }) {
    const { state, tab, reading, drawn } = props.playground;
    return (): VNode => {
      const spec = (): string => JSON.stringify(tab.value.spec, null, 2);
      const { schedule } = reading.value;
      const course = drawn.value[state.value.tab]?.course;
      const picture = async (): Promise<string> => {
        const { pictureOf } = await import("../model/picture.ts");
        return pictureOf(schedule!, {
          course: course!,
          steps: state.value.steps,
          title: tab.value.name,
        });
      };
      return h("section", { "aria-labelledby": "playground-copy" }, [
        h("h2", { id: "playground-copy" }, "Take it along"),
        h("div", { class: "controls" }, [
          quietButton(
            "Copy TypeScript",
            () => emit("copy", "The program", program(tab.value.spec)),
            !schedule,
          ),
          quietButton("Copy JSON", () => emit("copy", "The JSON", spec()), !schedule),
          quietButton(
            "Copy the install line",
            () => emit("copy", "The command", installLine(tab.value.spec)),
            !schedule,
          ),
          quietButton(
            "Copy SVG",
            () => emit("copy", "The picture", picture()),
            !schedule || !course,
          ),
          quietButton("Copy a link", () =>
            emit(
              "copy",
              "The link",
              hashOf(state.value).then((hash) => location.href.split("#")[0]! + hash),
            ),
          ),
        ]),
        h("p", { role: "status", class: "copied" }, props.told),
      ]);
    };
  },
});
