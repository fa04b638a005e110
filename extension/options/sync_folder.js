// The folder by which the accounts are synchronized: which one it is, how to choose another one, and the button that lets Chrome
// ask for access again.

import { button, el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { attempt } from "./attempt.js";
import { askForFolder, chooseFolder } from "./folder_picker.js";

/** @typedef {import("../shapes.d.ts").SyncStatus} SyncStatus */

/**
 * The chosen folder, and the files in it that are not used.
 * @param {() => Promise<unknown>} onChange called after the folder was chosen or allowed
 */
export function syncFolderField(onChange) {
  const place = el("p", { class: "folder-name" });
  const asks = el("p");
  const allow = button({
    class: "button primary",
    message: "options_folder_allow",
    command: "sync.exchange",
  });
  const choices = el("div", { class: "choices" }, allow);
  const notice = el("div", { class: "notice warn", hidden: true, role: "status" }, asks);
  notice.append(el("p", { message: "options_folder_lasting" }), choices);
  const unused = el("ul", { class: "notice warn", hidden: true });
  const choose = button({ message: "options_folder_choose", command: "sync.status" });
  choose.addEventListener("click", () =>
    attempt(choose, async () => {
      if ((await chooseFolder("sync_folder", async () => {})) !== null) await onChange();
    }),
  );
  allow.addEventListener("click", () =>
    attempt(allow, async () => {
      if ((await askForFolder("sync_folder")) !== null) await onChange();
    }),
  );
  const change = el("div", { class: "choices" }, choose);
  const element = el("div", { class: "part folder-field" }, place, notice, unused, change);
  return {
    element,
    /** @param {SyncStatus} status */
    show({ state, way, folder, unused_files: files, problem }) {
      element.hidden = way !== "folder";
      place.textContent = folder
        ? message("sync_folder_is", folder.name)
        : message("sync_folder_none");
      notice.hidden = !folder || folder.may_write;
      asks.textContent = message("sync_folder_asks", folder?.name ?? "");
      change.hidden = state === "on" && problem?.name !== "folder_gone";
      unused.hidden = files.length === 0;
      unused.replaceChildren(
        ...files.map(({ name, why }) => el("li", { text: message(`sync_unused_${why}`, name) })),
      );
    },
  };
}

/** Exchanges with the folder that the user chose or allowed. */
export const exchangeNow = () => send("sync.exchange", {});
