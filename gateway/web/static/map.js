// Lays configured tiles under the pins of a map; the drawing of the page stays where anything fails, and on paper.
"use strict";

const COLORS = { here: "--red", other: "--blue", maybe: "--amber", dot: "--accent" };
const LARGEST = 26;

function draw(map, point, most) {
  const color = getComputedStyle(document.documentElement).getPropertyValue(COLORS[point.kind]).trim();
  const radius = point.kind === "dot" ? Math.max(3, LARGEST * Math.sqrt(point.count / most)) : 10;
  const words = document.createElement("span");
  words.textContent = point.mark ? `${point.mark} ${point.words}` : point.words;
  L.circleMarker(point.at, { radius, color, weight: 3, fillOpacity: 0.45 }).bindPopup(words).addTo(map);
}

function lay(figure) {
  const points = JSON.parse(figure.dataset.points);
  const pane = document.createElement("div");
  pane.className = "tiles waiting";
  pane.setAttribute("role", "region");
  pane.setAttribute("aria-label", figure.dataset.title);
  figure.append(pane);
  const map = L.map(pane, { scrollWheelZoom: false });
  const tiles = L.tileLayer(figure.dataset.tiles, { maxZoom: 19, referrerPolicy: "origin", attribution: figure.dataset.credit });
  tiles.once("tileload", () => pane.classList.remove("waiting"));
  tiles.addTo(map);
  map.fitBounds(L.latLngBounds(points.map((point) => point.at)).pad(0.15), { maxZoom: 17 });
  const most = Math.max(...points.map((point) => point.count ?? 1));
  points.forEach((point) => draw(map, point, most));
}

document.querySelectorAll("figure.map[data-tiles]").forEach(lay);
