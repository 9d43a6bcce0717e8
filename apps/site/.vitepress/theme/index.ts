import { defineAsyncComponent, h } from "vue";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import "uplot/dist/uPlot.min.css";
import { LiveCurve } from "../../src/components/LiveCurve.ts";
import "./site.css";

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "home-hero-actions-after": () =>
        h("p", { class: "install" }, h("code", "npm install anneal")),
    }),
  enhanceApp({ app }) {
    app.component("LiveCurve", LiveCurve);
    app.component(
      "AnnealPlayground",
      defineAsyncComponent(
        async () => (await import("../../src/playground/Playground.ts")).Playground,
      ),
    );
    app.component(
      "AnnealLab",
      defineAsyncComponent(async () => (await import("../../src/lab/Lab.ts")).Lab),
    );
    if (!import.meta.env.SSR && import.meta.env.PROD && "serviceWorker" in navigator) {
      // After one visit the site works without a network. Where it is refused, with one.
      navigator.serviceWorker
        .register(`${import.meta.env.BASE_URL}offline.js`)
        .catch(() => undefined);
    }
  },
} satisfies Theme;
