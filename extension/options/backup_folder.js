// Where automatic backups are saved: the download folder, or a folder that the user chooses once. Chrome may ask
// again for access to that folder; until the user allows it, backups go to the download folder.

import { button, el } from "../ui/dom.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { managedNote } from "../ui/policy.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { askForFolder, chooseFolder } from "./folder_picker.js";

/** @typedef {import("../shapes.d.ts").BackupStatusReply} BackupStatus */

/** Saves a backup in the folder that is stored as the choice. */
const save = () => send("backup.use_folder", {});

/** Chooses the folder and saves a backup in it. If that fails, the earlier choice stays. */
async function chooseAndSave() {
  const name = await chooseFolder("backup_folder", save);
  if (name !== null) toast(message("options_folder_chosen", name));
  return name !== null;
}

/** Lets Chrome ask for access, and saves a backup if the user allows it. */
async function askAndSave() {
  const name = await askForFolder("backup_folder");
  if (name === null) return false;
  await save();
  toast(message("options_folder_chosen", name));
  return true;
}

async function useDownloads() {
  await send("backup.forget_folder", {});
  return true;
}

/** @param {() => Promise<unknown>} onChange reads the status again */
export function backupFolderField(onChange) {
  const place = el("p", { class: "folder-name", id: "backup-folder" });
  const choose = button({ command: "backup.use_folder", message: "options_folder_choose" });
  const back = button({ command: "backup.forget_folder", message: "options_folder_back" });
  const allow = button({
    class: "button primary",
    command: "backup.use_folder",
    message: "options_folder_allow",
  });
  const asks = el("p");
  const notice = el("div", { class: "notice warn", hidden: true, role: "status" }, asks);
  notice.append(
    el("p", { message: "options_folder_lasting" }),
    el("div", { class: "choices" }, allow),
  );
  const hint = el("p", { class: "hint", message: "options_folder_hint" });
  const managed = managedNote();
  const choices = el("div", { class: "choices" }, choose, back);
  const title = el("h3", { message: "options_folder" });
  const element = el("div", { class: "part folder-field" }, title, place, hint);
  element.append(notice, choices, managed);

  /** @param {() => Promise<boolean>} act whether anything changed */
  const run = async (act) => {
    try {
      if (await act()) await onChange();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };
  choose.addEventListener("click", () => run(chooseAndSave));
  back.addEventListener("click", () => run(useDownloads));
  allow.addEventListener("click", () => run(askAndSave));

  return {
    element,
    /** @param {BackupStatus} status */
    show({ automatic, folder, may_choose_folder }) {
      element.hidden = !automatic.on;
      const isChosen = folder !== null && may_choose_folder;
      place.textContent = isChosen ? folder.name : message("options_folder_downloads");
      managed.hidden = may_choose_folder;
      choices.hidden = hint.hidden = !may_choose_folder;
      back.hidden = !isChosen;
      notice.hidden = !isChosen || folder.may_write;
      asks.textContent = message("options_folder_asks", folder?.name ?? "");
    },
  };
}
