// The icons of the pages, as path data for a view box of 20 by 20.

import { svgIcon } from "./dom.js";

const PATHS = {
  accounts: "M3.5 5h13M3.5 10h13M3.5 15h8",
  add: "M10 4v12M4 10h12",
  import: "M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13",
  export: "M10 13V3.5M6 7l4-4 4 4M3.5 16.5h13",
  shield: "M10 2.8 4 5v4.6c0 3.6 2.5 6.3 6 7.6 3.5-1.3 6-4 6-7.6V5z",
  settings: "M3.5 6h7M14.5 6h2M12.5 4v4M3.5 14h2M9.5 14h7M7.5 12v4",
  about: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 9v4.5M10 6.5v.1",
  help: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM8 8a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.7v.1",
  lock: "M5.5 9h9a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM7 9V6.5a3 3 0 0 1 6 0V9",
  key: "M7.5 16a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 10l6.5-6.5M14 6l2.2 2.2",
  passkey:
    "M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.8 16.5c.4-3 2.4-4.7 5.2-4.7 1 0 1.9.2 2.7.6M14.5 13a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM14.5 13v4M14.5 15h1.7",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13.2 13.2l3.6 3.6",
  grip: "M7.5 5v.1M12.5 5v.1M7.5 10v.1M12.5 10v.1M7.5 15v.1M12.5 15v.1",
  close: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  check: "M4.5 10.5 8 14l7.5-8",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v4M10 14.6v.1",
  equal: "M4.5 8h11M4.5 12h11",
  differs: "M4.5 8h11M4.5 12h11M12.5 4.5l-5 11",
  refused: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM5 5l10 10",
  trash: "M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5",
  qr: "M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h2v2h-2zM16.5 12v4.5H12",
  copy: "M7 7V4.5a1 1 0 0 1 1-1h7.5a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1H13M4.5 7H12a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H4.5a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z",
  print:
    "M6 7.5v-4h8v4M6 14H4a1 1 0 0 1-1-1V8.5a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1h-2M6 12h8v5H6z",
  file: "M5.5 2.8H11l4 4v10.4h-9.5zM11 3v4h4",
  folder: "M3 5.5a1 1 0 0 1 1-1h4l1.5 2H16a1 1 0 0 1 1 1V15a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",
  next: "M8 4.5 13.5 10 8 15.5",
  previous: "M12 4.5 6.5 10l5.5 5.5",
  phone: "M6.5 2.8h7a1 1 0 0 1 1 1v12.4a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1zM9 15h2",
  clock: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 6v4.2l2.8 1.7",
  mail: "M3.5 5h13a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM3 6l7 5 7-5",
  computer: "M3.5 4h13v9h-13zM7 16.5h6M10 13v3.5",
  sync: "M4 9a6 6 0 0 1 10.5-3.2L16 7.5M16 3.5v4h-4M16 11a6 6 0 0 1-10.5 3.2L4 12.5M4 16.5v-4h4",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * @param {IconName} name
 * @param {number} [size] CSS px
 */
export function icon(name, size) {
  return svgIcon(PATHS[name], size);
}
