// Shows where the toolbar button is. Chrome hides a new extension's button until it is pinned.

import { el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";

const SVG = "http://www.w3.org/2000/svg";
/** @type {Array<[string, Record<string, string | number>]>} a drawing of Chrome's toolbar */
const TOOLBAR = [
  ["rect", { class: "window", x: 1, y: 1, width: 278, height: 86, rx: 10 }],
  ["path", { class: "hair", d: "M1 44h278" }],
  ["rect", { class: "address", x: 62, y: 11, width: 118, height: 23, rx: 11.5 }],
  ["path", { class: "arrow", d: "M24 22.5h-9m4-4-4 4 4 4M36 22.5h9m-4-4 4 4-4 4" }],
  [
    "path",
    {
      class: "puzzle",
      d: "M232 17h3.5a2.5 2.5 0 0 1 5 0h3.5v4a2.5 2.5 0 0 1 0 5v4h-12v-4a2.5 2.5 0 0 0 0-5z",
    },
  ],
  ["path", { class: "more", d: "M262 17v.1M262 22.5v.1M262 28v.1" }],
  [
    "path",
    {
      class: "corners",
      d: "M199 20v-1.5a2 2 0 0 1 2-2h1.5M208.5 16.5h1.5a2 2 0 0 1 2 2v1.5M212 26v1.5a2 2 0 0 1-2 2h-1.5M202.5 29.5H201a2 2 0 0 1-2-2V26",
    },
  ],
  ["rect", { class: "seal", x: 202.5, y: 20, width: 6, height: 6, rx: 1.5 }],
  ["path", { class: "text", d: "M24 58h92M24 70h64" }],
];

function toolbar() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 280 88");
  svg.setAttribute("class", "toolbar");
  svg.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of TOOLBAR) {
    const part = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
    svg.append(part);
  }
  return svg;
}

export function pinningPanel() {
  const pinnedNotice = el("p", { class: "notice good pinned", role: "status", hidden: true });
  pinnedNotice.append(icon("check", 18), el("span", { message: "welcome_pinned" }));
  const text = el(
    "div",
    {},
    el("h2", { message: "welcome_pin" }),
    el("p", { message: "welcome_pin_text" }),
    pinnedNotice,
  );
  const element = el("section", { class: "panel pinning" }, toolbar(), text);
  const showState = async () => {
    const settings = await chrome.action.getUserSettings();
    pinnedNotice.hidden = !settings.isOnToolbar;
  };
  showState();
  chrome.action.onUserSettingsChanged.addListener(showState);
  return element;
}
