// Draws QR codes, black on white in every colour scheme, with a quiet zone.

import { encode } from "../vendor/uqr/index.mjs";

const SVG = "http://www.w3.org/2000/svg";
const QUIET_ZONE = 4; // modules, ISO/IEC 18004 section 9.1

/**
 * @param {string} text
 * @param {string} label for screen readers
 * @returns {SVGSVGElement}
 */
export function qrCode(text, label) {
  const { data, size } = encode(text, { ecc: "L", border: QUIET_ZONE });
  let path = "";
  data.forEach((line, y) => {
    for (let x = 0; x < size; x++) {
      let run = 0;
      while (line[x + run]) run += 1;
      if (run > 0) path += `M${x} ${y}h${run}v1h-${run}z`;
      x += run;
    }
  });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("class", "qr");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("shape-rendering", "crispEdges");
  const modules = document.createElementNS(SVG, "path");
  modules.setAttribute("d", path);
  svg.append(modules);
  return svg;
}
