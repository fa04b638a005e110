// The first run: what Kakomi does, where its button is, and the three things to do in any order.

import { Import } from "../options/importing.js";
import { el } from "../ui/dom.js";
import { setInputHandler } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { pinning } from "./pinning.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */

/**
 * @param {IconName} sign
 * @param {string} key
 * @param {string} href
 */
function step(sign, key, href) {
  const link = el("a", { class: "way", href }, icon(sign, 24));
  const text = el("span", {}, el("b", { message: key }), el("span", { message: `${key}_text` }));
  link.append(text, icon("next", 18));
  return el("li", {}, link);
}

/** @param {import("../shapes.d.ts").VaultStatus} status */
export function firstRun(status) {
  const room = el("section", { class: "room welcome" });
  const known = status.accounts > 0;
  const title = known ? "welcome_title_known" : "welcome_title";
  room.append(el("h1", { message: title }), el("p", { class: "lead", message: "welcome_lead" }));
  room.append(pinning());
  const how = el("section", { class: "panel" }, el("h2", { message: "welcome_how" }));
  const steps = el("ol", { class: "steps" });
  for (const key of ["empty_step_1", "empty_step_2", "empty_step_3"]) {
    steps.append(el("li", { message: key }));
  }
  how.append(steps);
  const ways = el("ul", { class: "ways" });
  ways.append(
    step("shield", "welcome_protect", "../options/options.html#protection"),
    step("add", "welcome_by_hand", "../options/options.html#add"),
    step("help", "welcome_help", "../help/help.html"),
  );
  const restore = el("section", { class: "restore" });
  restore.append(
    el("h2", { message: "welcome_restore" }),
    el("p", { message: "welcome_restore_text" }),
  );
  const here = new Import(restore);
  setInputHandler((things) => here.add(things));
  room.append(how, restore, ways);
  return room;
}
