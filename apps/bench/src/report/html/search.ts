import { markup, searchChart } from "@anneal/experiment/charts";
import type { Search, SearchOfSchedule } from "@anneal/experiment/search";
import type { TaskFacts } from "@anneal/experiment/task";
import { counted, quantityOf } from "@anneal/experiment/wording";
import { htmlDocument } from "./document.ts";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

type Candidate = SearchOfSchedule["candidates"][number];

/** What a search says of one schedule in a sentence. */
export function describeSearch(
  { name, candidates, best, axes, atEdge }: SearchOfSchedule,
  { measure }: Search,
  task: TaskFacts,
): readonly string[] {
  const found = candidates.find(({ id }) => id === best);
  if (found === undefined) {
    const all = counted(candidates.length, "candidate");
    return [
      candidates.every(({ mean }) => mean === null)
        ? `${name}: all of ${all} diverged.`
        : `${name}: none of ${all} is the best, since each that trained with every seed diverged with one of them: --halving none trains the others with every seed as well.`,
    ];
  }
  const { name: measured, write, unit } = quantityOf(task, measure);
  const values = axes.map(({ path }, index) => `${path} ${String(found.values[index])}`);
  return [
    `${name}: the best of ${counted(candidates.length, "candidate")} has ${values.join(", ")}, with a mean ${measured} of ${write(found.mean!)}${unit}.`,
    ...(atEdge.length === 0
      ? []
      : [
          `${name}: ${atEdge.join(", ")} of the best ${atEdge.length === 1 ? "lies" : "lie"} at the edge of the range, so that there may be a better one beyond: widen it.`,
        ]),
  ];
}

function sectionOf(one: SearchOfSchedule, index: number, search: Search, task: TaskFacts): Section {
  const { title, lessIsBetter, write } = quantityOf(task, search.measure);
  const { axes, candidates, best } = one;
  const found = candidates.find(({ id }) => id === best);
  const charts = axes.flatMap((_, axis) => searchChart(one, axis, search, title, write) ?? []);
  return {
    id: `search-${String(index)}`,
    title: one.name,
    content: [
      describeSearch(one, search, task).map((text) => markup`<p>${text}</p>`),
      charts.length > 0 &&
        markup`<figure><figcaption>The ${title} of each candidate by each range: filled where it trained whole with every seed, hollow where it was given up before, after the epochs that the table tells; the best is ringed. Of values far outside only the side is shown.</figcaption><div class="cells search">${charts.map((chart) => markup`<div class="cell">${chart}</div>`)}</div></figure>`,
      found !== undefined &&
        markup`<p>The best as a schedule of a configuration:</p><pre><code>${JSON.stringify(found.spec, null, 2)}</code></pre>`,
      htmlTable<Candidate>(
        `Every candidate of ${one.name}, in the order in which they were proposed.`,
        [
          {
            title: "candidate",
            lessIsBetter: true,
            cell: ({ id }) => ({
              content: `${String(id)}${id === best ? " (best)" : ""}`,
              value: id,
            }),
          },
          ...axes.map(({ path }, axis) => ({
            title: path,
            cell: ({ values }: Candidate) => {
              const value = values[axis]!;
              return typeof value === "number" ? figureCell(value, String) : String(value);
            },
          })),
          {
            title,
            lessIsBetter,
            cell: ({ mean }) => figureCell(mean, write, "diverged"),
          },
          { title: "epochs", cell: ({ epochs }) => figureCell(epochs, String) },
          { title: "seeds", cell: ({ figures }) => figureCell(figures.length, String) },
        ],
        candidates,
      ),
    ],
  };
}

const halvingInWords: Readonly<Record<Search["halving"], string>> = {
  epochs: ", of which the better half goes on after a quarter and after half of the epochs",
  seeds: ", of which the better half goes on from each seed to the next",
  none: "",
};

/** The page of a search: what was tried for each schedule, and the best of it. */
export function renderSearch(search: Search, task: TaskFacts): string {
  const { searches, sampler, halving, seeds } = search;
  const sections = searches.map((one, index) => sectionOf(one, index, search, task));
  return htmlDocument(
    `Search on ${task.title}`,
    markup`<p class="muted">Candidates by ${sampler}${halvingInWords[halving]}; seeds ${seeds.join(", ")}, which may not evaluate. No test ${task.example} was looked at.</p>`,
    markup`<nav aria-label="Schedules"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`,
    sections.map(
      ({ id, title, content }) => markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`,
    ),
  );
}
