// What keeps sync from working, in plain words, with the way out.

import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { syncProblemText } from "../ui/sync_problem_text.js";
import { toast } from "../ui/toast.js";
import { attempt } from "./attempt.js";
import { factorForm, turnSyncOn } from "./sync_on.js";

/** @typedef {import("../shapes.d.ts").SyncStatus} SyncStatus */

/** Asks for what opens the data since its key was replaced. @param {SyncStatus} status @param {() => unknown} onChange */
function enterKey({ opens_with: factors }, onChange) {
  const { body, close } = openDialog({ title: message("sync_enter_passphrase") });
  const { form, focus } = factorForm({
    factors,
    command: "sync.enter_key",
    message: "options_continue",
    attempt: async (factor) => {
      await send("sync.enter_key", factor);
      close();
      toast(message("sync_done"));
      await onChange();
    },
  });
  body.append(el("p", { message: "sync_problem_renewed" }), form);
  focus();
}

/** @param {() => unknown} onChange */
export function problemNotice(onChange) {
  const text = el("p", { role: "status" });
  const renewed = button({ message: "sync_enter_passphrase", command: "sync.enter_key" });
  const foreign = button({ message: "sync_check_and_join", command: "sync.preview" });
  const wiped = button({ message: "sync_again", command: "sync.exchange" });
  wiped.addEventListener("click", () =>
    attempt(wiped, async () => {
      await send("sync.exchange", { rewrites: true });
      toast(message("sync_done"));
      await onChange();
    }),
  );
  const actions = { renewed, foreign, wiped };
  const choices = el("div", { class: "choices" }, ...Object.values(actions));
  const element = el("div", { class: "notice warn part" }, text, choices);
  return {
    element,
    /** @param {SyncStatus} status */
    show(status) {
      const name = status.problem?.name;
      element.hidden = name === undefined || name === "folder_asks"; // the folder field says this
      element.dataset.problem = name ?? "";
      text.textContent = name === undefined ? "" : syncProblemText(name);
      for (const [key, action] of Object.entries(actions)) action.hidden = key !== name;
      choices.hidden = Object.values(actions).every(({ hidden }) => hidden);
      renewed.onclick = () => enterKey(status, onChange);
      foreign.onclick = () => turnSyncOn(status, onChange);
    },
  };
}
