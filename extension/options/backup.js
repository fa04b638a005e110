// Backup and export: when the last backup was made, how to make one, and everything that leaves in
// the clear, said as what it is.

import { busy } from "../ui/busy.js";
import { button, make } from "../ui/dom.js";
import { choice, complain } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { noteLock, opensElsewhere } from "../ui/vault_status.js";
import { words, wordsFor, wordsOf } from "../ui/words.js";
import { automatic } from "./automatic.js";
import { checkBackup } from "./backup_check.js";
import { download, exported, urisOf } from "./exporting.js";
import { leftOutList, refusedList } from "./left_out.js";
import { newPassphrase } from "./new_passphrase.js";
import { printPaper } from "./paper.js";
import { picker } from "./picker.js";
import { showTransfer } from "./transfer.js";

/** @typedef {import("../shapes.d.ts").BackupExportRequest["format"]} Target */

const PLAIN = /** @type {const} */ (["google", "paper", "otpauth", "aegis", "2fas", "bitwarden"]);

/** When, in the person's words. @param {number | null} atUnix */
function ago(atUnix) {
  if (atUnix === null) return words("options_backup_never");
  const day = new Intl.DateTimeFormat(words("lang"), { dateStyle: "long", timeStyle: "short" });
  return words("options_backup_last", day.format(new Date(atUnix * 1000)));
}

function lastBackup() {
  const broken = make("div", { class: "notice warn", hidden: true });
  broken.append(
    make("p", { words: "options_backup_place" }),
    make("p", { words: "options_backup_place_mend" }),
  );
  const when = make("p", { class: "lead" });
  const since = make("p", { class: "notice", hidden: true });
  const read = async () => {
    const status = await send("backup.status", {});
    const { last_at_unix, accounts_since } = status;
    broken.hidden = !status.in_one_place;
    when.textContent = ago(last_at_unix);
    since.textContent = wordsOf("options_backup_since", accounts_since);
    since.hidden = last_at_unix === null || accounts_since === 0;
    return status;
  };
  return { element: make("div", {}, broken, when, since), read };
}

/** @param {() => Promise<unknown>} onDone */
function encrypted(onDone) {
  const own = opensElsewhere();
  const how = choice(
    "seal",
    "options_backup_seal",
    [
      { value: "own", words: "options_backup_own", hint: "options_backup_own_text" },
      { value: "other", words: "options_backup_other", hint: "options_backup_other_text" },
    ],
    own ? "own" : "other",
  );
  const chosen = newPassphrase();
  const make_ = button({ class: "button primary", type: "submit", command: "backup.export" });
  make_.append(make("span", { words: "options_backup_make" }));
  const said = make("p", { class: "notice good", role: "status", hidden: true });
  const form = make("form", { class: "panel", novalidate: true });
  form.append(make("h2", { words: "options_backup_encrypted" }));
  form.append(make("p", { words: "options_backup_encrypted_text" }), how.element, chosen.element);
  form.append(make("div", { class: "choices" }, make_), said);
  how.element.hidden = !own;
  const set = () => {
    chosen.element.hidden = how.value() === "own" && opensElsewhere();
  };
  how.element.addEventListener("change", set);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.hidden = true;
    const passphrase = chosen.element.hidden ? null : chosen.value();
    if (passphrase === "") return;
    const what = { format: /** @type {Target} */ ("kakomi"), ...(passphrase && { passphrase }) };
    try {
      const given = await busy(make_, send("backup.export", what));
      for (const file of given.files) download(file);
      said.textContent = words("options_backup_made", given.files[0]?.name ?? "");
      said.hidden = false;
      chosen.clear();
      await onDone();
    } catch (error) {
      noteLock(error);
      complain(chosen.input, wordsFor(error));
      if (chosen.element.hidden) toast(wordsFor(error));
    }
  });
  const refresh = () => {
    how.element.hidden = !opensElsewhere();
    set();
  };
  return { element: form, refresh };
}

/** @param {() => Promise<unknown>} onDone */
function plain(onDone) {
  const formats = PLAIN.map((value) => ({
    value,
    words: `options_export_${value === "2fas" ? "twofas" : value}`,
    hint: `options_export_${value === "2fas" ? "twofas" : value}_text`,
  }));
  const which = choice("target", "options_export_as", formats, "google");
  const some = picker();
  const go = button({ class: "button primary", type: "submit", command: "backup.export" });
  go.append(make("span", { words: "options_export_go" }));
  const said = make("div", { role: "status" });
  const form = make("form", { class: "panel", novalidate: true });
  form.append(make("h2", { words: "options_export_plain" }));
  form.append(make("p", { class: "notice warn", words: "options_export_warning" }));
  form.append(which.element, some.element, make("div", { class: "choices" }, go), said);

  const give = async () => {
    const format = which.value();
    const ids = some.chosen();
    const given = await exported({ format, ...(ids && { ids }) });
    if (!given) return;
    said.replaceChildren(refusedList(given.refused), leftOutList(given.left_out));
    if (format === "google") showTransfer(given.texts, onDone);
    else if (format === "paper") printPaper(urisOf(given));
    else for (const file of given.files) download(file);
    await onDone();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await busy(go, give());
    } catch (error) {
      noteLock(error);
      said.replaceChildren(make("p", { class: "problem", text: wordsFor(error) }));
    }
  });
  return { element: form, enter: some.read };
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const last = lastBackup();
  const sealed = encrypted(last.read);
  const clear = plain(last.read);
  const daily = automatic();
  room.append(last.element, sealed.element, daily.element, checkBackup(), clear.element);
  return async () => {
    sealed.refresh();
    try {
      daily.show(await last.read(), opensElsewhere());
      await clear.enter();
    } catch (error) {
      noteLock(error);
      toast(wordsFor(error));
    }
  };
}
