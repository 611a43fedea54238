// Draws the charts of a page of figures from the tables that stand beside them; without it the tables say the same.
"use strict";

const HEIGHT = 240;
const HOUR = 3600;
const DAY = 86400;

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function readTable(table, keys) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const series = keys.map((key) => {
    const place = heads.findIndex((head) => head.dataset.key === key);
    const values = rows.map((row) => row.cells[place].dataset.value);
    return { name: heads[place].textContent, kind: heads[place].dataset.kind, values: values.map((text) => (text === "" ? null : Number(text))) };
  });
  return { labels: rows.map((row) => row.cells[0].textContent.trim()), series };
}

function scaleOf(series) {
  if (series.every((one) => one.kind !== "seconds")) {
    return { factor: 1, unit: "" };
  }
  const most = Math.max(...series.flatMap((one) => one.values.map((value) => value ?? 0)));
  return most > 2 * DAY ? { factor: DAY, unit: " days" } : { factor: HOUR, unit: " hours" };
}

function sayNumber(value, unit) {
  return value === null || value === undefined ? "" : `${value.toLocaleString("en", { maximumFractionDigits: 1 })}${unit}`;
}

function optionsFor(chart, found, scale, width) {
  const ink = color("--muted");
  const grid = { stroke: color("--line"), width: 1 };
  const strokes = [color("--accent"), color("--violet")];
  const isBars = chart.dataset.chart === "bars";
  const count = found.labels.length;
  return {
    width,
    height: HEIGHT,
    padding: [12, 16, 0, 0],
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: false, range: [isBars ? -0.6 : 0, isBars ? count - 0.4 : Math.max(count - 1, 1)] }, y: { range: (_, low, high) => [0, Math.max(high * 1.08, 1)] } },
    axes: [
      {
        stroke: ink,
        grid: { show: false },
        ticks: grid,
        splits: () => spread(count, width),
        values: (_, splits) => splits.map((place) => found.labels[place] ?? ""),
      },
      { stroke: ink, grid, ticks: grid, size: 64, values: (_, splits) => splits.map((value) => sayNumber(value, scale.unit)) },
    ],
    series: [
      { label: "Time", value: (_, place) => found.labels[place] ?? "" },
      ...found.series.map((one, number) => seriesFor(one, number, strokes[number], scale, isBars)),
    ],
  };
}

function seriesFor(one, number, stroke, scale, isBars) {
  const isFirst = number === 0;
  return {
    label: one.name,
    stroke,
    width: 2,
    dash: isFirst ? undefined : [6, 5],
    fill: isBars && isFirst ? stroke : undefined,
    paths: isBars && isFirst ? uPlot.paths.bars({ size: [0.7, 60] }) : undefined,
    points: { show: !isBars && one.values.length < 40, size: 5 },
    spanGaps: false,
    value: (_, value) => sayNumber(value, scale.unit),
  };
}

function spread(count, width) {
  const step = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / 90))));
  return Array.from({ length: Math.ceil(count / step) }, (_, number) => number * step);
}

function draw(chart) {
  const table = chart.closest(".twofold").querySelector("table");
  const found = readTable(table, chart.dataset.columns.split(" "));
  if (!found.labels.length) {
    return;
  }
  const scale = scaleOf(found.series);
  const data = [found.labels.map((_, place) => place), ...found.series.map((one) => one.values.map((value) => (value === null ? null : value / scale.factor)))];
  chart.replaceChildren();
  chart.uplot = new uPlot(optionsFor(chart, found, scale, widthOf(chart)), data, chart);
}

function widthOf(chart) {
  const style = getComputedStyle(chart);
  return Math.floor(chart.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
}

function begin() {
  if (typeof uPlot === "undefined") {
    return;
  }
  const charts = [...document.querySelectorAll(".chart")];
  for (const chart of charts) {
    chart.closest(".charted").classList.add("drawn");
  }
  charts.forEach(draw);
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.uplot && target.uplot.width !== widthOf(target)) {
        draw(target);
      }
    }
  });
  charts.forEach((chart) => resized.observe(chart));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(draw));
}

function keepPeriodAndDaysTogether() {
  const form = document.querySelector(".sieve");
  const days = form ? [form.elements.from, form.elements.to] : [];
  for (const day of days) {
    day.addEventListener("input", () => (form.elements.period.value = "own"));
  }
  form?.elements.period.addEventListener("change", (event) => {
    if (event.target.value !== "own") {
      days.forEach((day) => (day.value = ""));
    }
  });
}

keepPeriodAndDaysTogether();
begin();
