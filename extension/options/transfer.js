// Shows Google Authenticator's export codes one after another, to be scanned by a phone.

import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { announce } from "../ui/toast.js";
import { qrCode } from "./qr.js";

/** @param {string[]} uris in order @param {() => void} onEnd called when the dialog is closed */
export function showTransferCodes(uris, onEnd) {
  let index = 0;
  const positionText = el("p", { class: "place" });
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
    const position = message("options_transfer_position", index + 1, uris.length);
    frame.replaceChildren(qrCode(uris[index] ?? "", position));
    positionText.textContent = position;
    positionText.hidden = uris.length === 1;
    back.hidden = index === 0;
    next.textContent = message(index + 1 < uris.length ? "options_transfer_next" : "options_done");
    announce(position);
  };

  /** @param {number} step */
  const move = (step) => {
    if (index + step >= uris.length) return close();
    index = Math.max(0, index + step);
    show();
  };

  back.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));
  element.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") move(-1);
    if (key === "ArrowRight" && index + 1 < uris.length) move(1);
  });
  const how = el("ol", { class: "steps" });
  const steps = ["options_transfer_1", "options_transfer_2"];
  if (uris.length > 1) steps.push("options_transfer_3");
  for (const key of steps) how.append(el("li", { message: key }));
  body.append(how, frame, el("div", { class: "choices centred" }, back, positionText, next));
  show();
  next.focus();
}
