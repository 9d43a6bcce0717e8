/** Colours by name. */
type Names = Readonly<Record<string, string>>;

const series = (colors: readonly string[]): Names =>
  Object.fromEntries(colors.map((color, index) => [`series-${String(index)}`, color]));

/** What text and lines are drawn in on a light page and on a dark one: the names are those of the variables of a style sheet. */
export const colors: { readonly light: Names; readonly dark: Names } = {
  light: {
    paper: "#fff",
    raised: "#f6f7f9",
    ink: "#1b1f24",
    muted: "#5b6470",
    faint: "#c3c8cf",
    grid: "#e6e8eb",
    rule: "#d5d9de",
    band: "#e3eefb",
    link: "#0b5cad",
    good: "#0a6b45",
    bad: "#a82a1c",
    "warn-paper": "#fdf0ed",
    ...series(
      "#0072b2 #c25400 #00845e #b0548c #9a6b00 #6a55c9 #4a4f57 #8a1f4b #5f7d00 #007f8c".split(" "),
    ),
  },
  dark: {
    paper: "#14171b",
    raised: "#1d2126",
    ink: "#e8eaed",
    muted: "#a4acb6",
    faint: "#4b525b",
    grid: "#2a2f36",
    rule: "#363c44",
    band: "#1f3350",
    link: "#7cb7ff",
    good: "#5fd6a0",
    bad: "#ff8f7d",
    "warn-paper": "#3a1f1b",
    ...series(
      "#4da3e0 #ff8a45 #35c994 #e38fc0 #e0b03a #b4a7ff #c3c8cf #ff7aa8 #b3d13a #3fc7d4".split(" "),
    ),
  },
};

/** Colours as declarations of a style sheet. */
export const declared = (names: Names): string =>
  Object.entries(names)
    .map(([name, color]) => `--${name}:${color}`)
    .join(";");
