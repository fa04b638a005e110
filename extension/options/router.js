// The rooms of the page, each made when it is first entered, and all of them cleared when the vault
// locks: nothing of it stays on the page.

import { el, query } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { closeToast } from "../ui/toast.js";
import { message } from "../ui/words.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */
/**
 * What a room's module offers: `furnish` makes it, once; what it answers is called each time the
 * room is entered, with what stands after the slash.
 * @typedef {{ furnish(room: HTMLElement): (rest: string) => void }} Room
 */
/** @typedef {"accounts" | "add" | "import" | "backup" | "protection" | "about"} RoomName */

/** @type {Record<RoomName, { icon: IconName, load: () => Promise<Room> }>} */
const ROOMS = {
  accounts: { icon: "accounts", load: () => import("./accounts.js") },
  add: { icon: "add", load: () => import("./enter_key.js") },
  import: { icon: "import", load: () => import("./importing.js") },
  backup: { icon: "export", load: () => import("./backup.js") },
  protection: { icon: "shield", load: () => import("./protection.js") },
  about: { icon: "about", load: () => import("./about.js") },
};

/** @type {HTMLElement} */
const rooms = query("#rooms");
/** @type {HTMLElement} */
const nav = query("#nav");
/** @type {Map<RoomName, { element: HTMLElement, enter: (rest: string) => void }>} */
const furnished = new Map();
/** @type {RoomName | null} */
let current = null;

/** @param {RoomName} name */
function titleOfRoom(name) {
  return message(`options_room_${name}`);
}

/** @returns {{ name: RoomName, rest: string }} where the address points */
export function here() {
  const [name = "", ...rest] = location.hash.slice(1).split("/");
  const known = Object.hasOwn(ROOMS, name) ? /** @type {RoomName} */ (name) : "accounts";
  return { name: known, rest: rest.join("/") };
}

export function showNav() {
  for (const name of /** @type {RoomName[]} */ (Object.keys(ROOMS))) {
    const link = el("a", { href: `#${name}`, "data-room": name }, icon(ROOMS[name].icon));
    link.append(el("span", { text: titleOfRoom(name) }));
    nav.append(link);
  }
}

/** @param {RoomName} name */
async function furnish(name) {
  const { furnish: fill } = await ROOMS[name].load();
  const known = furnished.get(name);
  if (known) return known;
  const title = el("h1", { text: titleOfRoom(name), tabindex: "-1" });
  const element = el("section", { class: `room ${name}`, "data-room": name, hidden: true }, title);
  rooms.append(element);
  const room = { element, enter: fill(element) };
  furnished.set(name, room);
  return room;
}

/** @param {{ name: RoomName, rest: string }} where */
export async function goTo({ name, rest }) {
  const changed = name !== current;
  const moved = current !== null && changed;
  current = name;
  const { element, enter } = await furnish(name);
  if (current !== name) return;
  for (const room of furnished.values()) room.element.hidden = room.element !== element;
  for (const link of nav.querySelectorAll("a")) {
    if (link.dataset.room === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${titleOfRoom(name)} – Kakomi`;
  if (moved) {
    scrollTo(0, 0);
    element.querySelector("h1")?.focus({ preventScroll: true });
  }
  enter(rest);
}

export function closeRooms() {
  for (const { element } of furnished.values()) element.remove();
  furnished.clear();
  current = null;
  closeToast();
  for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
}
