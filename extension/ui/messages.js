// Sends a page's requests to the worker. The types are in shapes.d.ts, which the build writes from
// py/kakomi/messages/ and py/kakomi/commands/.

/** @typedef {import("../shapes.d.ts").Commands} Commands */
/** @typedef {import("../shapes.d.ts").Row} Row */
/** @typedef {import("../shapes.d.ts").Sheet} Sheet */
/** @typedef {import("../shapes.d.ts").FoundAccount} FoundAccount */
/** @typedef {import("../shapes.d.ts").ScanOutcome} ScanOutcome */
/** @typedef {import("../shapes.d.ts").AccountAddReply} AccountAddReply */
/** @typedef {import("../shapes.d.ts").Failure} Failure */
/** @typedef {typeof import("./passkey.js").PASSKEY_ERRORS[number]} PageErrorCode errors that no command raises */
/** @typedef {{ command: string, args: Record<string, unknown> }} Request */
/** @typedef {{ ok: unknown } | { error: Failure }} Reply */

/**
 * Why Python refused a request. `code` is stable and the pages translate it; `where` is a path into
 * the request, never a value.
 */
export class KakomiError extends Error {
  /** @param {{ code: Failure["code"] | PageErrorCode, message: string, where: string } & Partial<Omit<Failure, "code">>} failure */
  constructor({ code, message, where, can_retry = false, retry_after_ms = null }) {
    super(message);
    this.name = "KakomiError";
    this.code = code;
    this.where = where;
    this.canRetry = can_retry;
    this.retryAfterMs = retry_after_ms;
  }
}

/** @param {unknown} error @returns {string} its code; empty if it is no KakomiError */
export function errorCode(error) {
  return /** @type {{ code?: string }} */ (error)?.code ?? "";
}

/** @type {Failure} */
const NO_ANSWER = {
  code: "kakomi.failed",
  message: "No answer.",
  where: "",
  can_retry: true,
  retry_after_ms: null,
};

/**
 * @template {keyof Commands} Name
 * @param {Name} command
 * @param {Commands[Name]["args"]} args
 * @returns {Promise<Commands[Name]["value"]>}
 * @throws {KakomiError}
 */
export async function send(command, args) {
  /** @type {Reply | undefined} */
  const reply = await chrome.runtime.sendMessage({ command, args }).catch(() => undefined);
  if (reply && "ok" in reply) return /** @type {any} */ (reply.ok);
  throw new KakomiError(reply?.error ?? NO_ANSWER);
}
