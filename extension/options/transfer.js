// Google's transfer codes, shown one after another for a phone's camera.

import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { announce } from "../ui/toast.js";
import { message } from "../ui/words.js";
import { qrCode } from "./qr.js";

/** @param {string[]} uris in their order @param {() => void} onEnd called once the last was left */
export function showTransfer(uris, onEnd) {
  let at = 0;
  const place = el("p", { class: "place" });
  const frame = el("div", { class: "qr-frame" });
  const back = button({ message: "options_transfer_back" });
  back.prepend(icon("previous", 18));
  const next = button({ class: "button primary" });
  const { body, element, close } = openDialog({
    title: message("options_transfer"),
    class: "qr-dialog",
    onClose: onEnd,
  });

  const show = () => {
    const told = message("options_transfer_place", at + 1, uris.length);
    frame.replaceChildren(qrCode(uris[at] ?? "", told));
    place.textContent = told;
    place.hidden = uris.length === 1;
    back.hidden = at === 0;
    next.textContent = message(at + 1 < uris.length ? "options_transfer_next" : "options_done");
    announce(told);
  };

  /** @param {number} step */
  const go = (step) => {
    if (at + step >= uris.length) return close();
    at = Math.max(0, at + step);
    show();
  };

  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  element.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") go(-1);
    if (key === "ArrowRight" && at + 1 < uris.length) go(1);
  });
  const how = el("ol", { class: "steps" });
  const steps = ["options_transfer_1", "options_transfer_2"];
  if (uris.length > 1) steps.push("options_transfer_3");
  for (const key of steps) how.append(el("li", { message: key }));
  body.append(how, frame, el("div", { class: "choices centred" }, back, place, next));
  show();
  next.focus();
}
