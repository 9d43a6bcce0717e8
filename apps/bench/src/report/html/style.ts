import { colors, declared } from "@anneal/experiment/charts";

/** What differs on paper from a light page. */
const onPaper = {
  ink: "#000",
  muted: "#444",
  faint: "#bbb",
  grid: "#e2e2e2",
  rule: "#ccc",
  link: "#000",
  "warn-paper": "#fff",
};

/** The style sheet of the HTML report. */
export const style = `
:root{color-scheme:light dark;${declared(colors.light)}}
@media (prefers-color-scheme:dark){:root{${declared(colors.dark)}}}
@media print{:root{${declared({ ...colors.light, ...onPaper })}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:1072px;margin:0 auto;padding:0 16px}
header{padding-top:28px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}
h2{font-size:1.2rem;margin:2.6rem 0 .3rem;padding-top:.7rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.4rem 0;max-width:80ch}
a{color:var(--link)}
.muted,figcaption,.caption{color:var(--muted);font-size:.875rem}
figcaption{max-width:90ch;margin:0 0 .6rem}
figure{margin:.4rem 0 0}
nav{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--rule);margin:.9rem 0 0;font-size:.875rem}
nav ul{display:flex;flex-wrap:wrap;gap:0 1.1rem;max-width:1072px;margin:0 auto;padding:0 16px;list-style:none;overflow-x:auto}
nav a{display:block;padding:.2rem 0;white-space:nowrap}
section{scroll-margin-top:6rem}
.switches{display:flex;flex-wrap:wrap;gap:.1rem 1rem;border:1px solid var(--rule);border-radius:8px;margin:.6rem 0;padding:4px 12px;font-size:.8125rem}
.reading{display:block;min-height:1.3em;font-size:.75rem;color:var(--muted);font-variant-numeric:tabular-nums}
.cell[hidden]{display:none}
code{overflow-wrap:anywhere}
.answer{font-size:1.2rem;line-height:1.45;font-weight:600;max-width:62ch;margin:.9rem 0 .3rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:12px;margin:1.1rem 0 .4rem;padding:0;list-style:none}
.cards li{background:var(--raised);border:1px solid var(--rule);border-radius:8px;padding:10px 14px}
.cards .what{display:block;color:var(--muted);font-size:.8125rem}
.cards .value{display:block;font-size:1.25rem;font-weight:650;line-height:1.3;overflow-wrap:anywhere}
.cards .more{display:block;font-size:.875rem;overflow-wrap:anywhere}
.claims{margin:.7rem 0;padding:0;list-style:none}
.claims li{margin:.2rem 0}
.warning{background:var(--warn-paper);border:1px solid var(--bad);border-radius:8px;padding:8px 14px;margin:.9rem 0}
.warning p{margin:.2rem 0}
.warning ul{margin:.3rem 0;padding-left:1.2rem;font-size:.875rem;overflow-wrap:anywhere}
.scroll{--shadow:color-mix(in srgb,var(--ink) 30%,transparent);overflow-x:auto;max-width:100%;margin:0 0 .5rem;background:linear-gradient(90deg,var(--paper) 30%,transparent) left/40px 100% local,linear-gradient(270deg,var(--paper) 30%,transparent) right/40px 100% local,linear-gradient(90deg,var(--shadow),transparent) left/10px 100% scroll,linear-gradient(270deg,var(--shadow),transparent) right/10px 100% scroll;background-repeat:no-repeat}
table{border-collapse:collapse;font-size:.8125rem;font-variant-numeric:tabular-nums;min-width:100%}
.caption{margin:.9rem 0 .2rem;max-width:90ch}
th,td{padding:5px 9px;border-bottom:1px solid var(--rule);text-align:right;vertical-align:middle;white-space:nowrap}
thead th{border-bottom:2px solid var(--rule);vertical-align:bottom;line-height:1.25;white-space:normal}
.text{text-align:left}
tbody th{font-weight:600;text-align:left;position:sticky;left:0;background:var(--paper);max-width:230px;white-space:normal;overflow-wrap:anywhere;min-width:9.5em}
tbody th:has(.rank){min-width:196px}
td.long{white-space:normal;min-width:16em}
td.short{white-space:normal;min-width:7em}
thead button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
thead button:hover{text-decoration:underline}
thead button::after{white-space:nowrap;content:"\\00a0⇅";color:var(--muted)}
th[aria-sort=ascending] button::after{content:"\\00a0↑";color:inherit}
th[aria-sort=descending] button::after{content:"\\00a0↓";color:inherit}
.small{display:block;color:var(--muted);font-size:.75rem}
.better{color:var(--good);font-weight:600}.worse{color:var(--bad);font-weight:600}
tr.baseline th::after{content:" baseline";font-weight:400;color:var(--muted);font-size:.75rem}
svg{display:block;width:100%;height:auto;font-family:inherit;overflow:visible}
svg text{white-space:pre}
svg.swatch,.spark svg{display:inline-block;vertical-align:middle;flex:none}
svg.swatch{width:26px;height:12px}
.spark svg{width:96px;height:26px}
.narrow,.legend.narrow{display:none}
.cells{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:14px 12px}
.cells.trend{grid-template-columns:repeat(auto-fill,minmax(240px,1fr))}
.cells.search{grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr))}
.cell p{margin:0 0 2px;font-size:.8125rem;font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;margin:.2rem 0 .4rem;padding:0;font-size:.8125rem}
.legend li{overflow-wrap:anywhere}
.matrix th,.matrix td{padding:5px 4px}
.shaded{print-color-adjust:exact;display:inline-block;min-width:3.2em;padding:.1em .4em;border-radius:4px;text-align:center}
.rank{display:inline-block;min-width:1.6em;color:var(--muted);font-weight:400}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--link);font-size:.875rem}
pre{background:var(--raised);border:1px solid var(--rule);border-radius:8px;padding:10px 14px;overflow-x:auto;font-size:.8125rem;white-space:pre-wrap;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:minmax(7em,max-content) 1fr;gap:.15rem 1rem;font-size:.875rem;margin:.5rem 0}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
.limits{padding-left:1.2rem;max-width:85ch}
footer{margin-top:2.5rem;padding-bottom:2.5rem}
@media (max-width:719px){nav ul{flex-wrap:nowrap}nav a{padding:.5rem 0}section{scroll-margin-top:3rem}.wide{display:none}.narrow{display:block}.legend.narrow{display:flex}.cells{grid-template-columns:repeat(2,minmax(0,1fr));gap:12px 8px}h1{font-size:1.4rem}th,td{padding:5px 7px}tbody th,tbody th:has(.rank){max-width:146px;min-width:130px}tbody th svg.swatch{display:none}.rank{min-width:1.4em}.cards{grid-template-columns:1fr 1fr;gap:8px}.cards li{padding:8px 10px}.cards .value{font-size:1.05rem}}
@media print{body{font-size:11pt}nav,.switches{display:none}figure,tr,.cell,.cards li,.warning,pre{break-inside:avoid}figure:has(.cells){break-inside:auto}h2,h3,h2+p,h3+p,.caption,figcaption{break-after:avoid}.scroll{overflow:visible;background:none}table{font-size:7pt}th,td,.matrix th,.matrix td{padding:2px 3px}tbody th,tbody th:has(.rank){position:static;min-width:8.5em}.small,tr.baseline th::after{font-size:6.5pt}.cards{grid-template-columns:repeat(4,minmax(0,1fr))}.cards .value{font-size:1rem}.cell p{font-size:7.5pt}thead button::after{content:""}details:not([open]){display:none}.wide{display:block}.narrow,.legend.narrow{display:none}.cells{grid-template-columns:repeat(5,minmax(0,1fr))}.cells.trend{grid-template-columns:repeat(3,minmax(0,1fr))}.cells.search{grid-template-columns:repeat(2,minmax(0,1fr))}}
`.trim();
