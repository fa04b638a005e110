// The way to the worker, typed by the contract until shapes.d.ts has all of it; then this file goes.

import { send } from "../messages.js";

/** @typedef {import("./contract.d.ts").Contract} Contract */

/**
 * @template {keyof Contract} Name
 * @param {Name} command
 * @param {Contract[Name]["args"]} args
 * @returns {Promise<Contract[Name]["value"]>}
 * @throws {import("../messages.js").KakomiError}
 */
export function ask(command, args) {
  return /** @type {any} */ (send)(command, args);
}
