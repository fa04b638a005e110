// The first run: what Kakomi does, where its button is, and the three things to do in any order.

import { Import } from "../options/importing.js";
import { make } from "../ui/dom.js";
import { takeWith } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { pinning } from "./pinning.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */

/**
 * @param {IconName} sign
 * @param {string} key
 * @param {string} href
 */
function step(sign, key, href) {
  const link = make("a", { class: "way", href }, icon(sign, 24));
  const text = make("span", {}, make("b", { words: key }), make("span", { words: `${key}_text` }));
  link.append(text, icon("next", 18));
  return make("li", {}, link);
}

/** @param {import("../shapes.d.ts").VaultStatus} status */
export function firstRun(status) {
  const room = make("section", { class: "room welcome" });
  const known = status.accounts > 0;
  const title = known ? "welcome_title_known" : "welcome_title";
  room.append(make("h1", { words: title }), make("p", { class: "lead", words: "welcome_lead" }));
  room.append(pinning());
  const how = make("section", { class: "panel" }, make("h2", { words: "welcome_how" }));
  const steps = make("ol", { class: "steps" });
  for (const key of ["empty_step_1", "empty_step_2", "empty_step_3"]) {
    steps.append(make("li", { words: key }));
  }
  how.append(steps);
  const ways = make("ul", { class: "ways" });
  ways.append(
    step("shield", "welcome_protect", "../options/options.html#protection"),
    step("add", "welcome_by_hand", "../options/options.html#add"),
    step("help", "welcome_help", "../help/help.html"),
  );
  const restore = make("section", { class: "restore" });
  restore.append(
    make("h2", { words: "welcome_restore" }),
    make("p", { words: "welcome_restore_text" }),
  );
  const here = new Import(restore);
  takeWith((things) => here.add(things));
  room.append(how, restore, ways);
  return room;
}
