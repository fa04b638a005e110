// Parses scripts and prints what javascript.py reads: `node javascript.mjs FILE …`, one JSON object by file.
// acorn and acorn-walk are in node_modules because dependency-cruiser needs them; package-lock.json pins both.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = dirname(fileURLToPath(import.meta.url));
const load = createRequire(join(FOLDER, "../../extension/package.json"));
const acorn = load("acorn");
const walk = load("acorn-walk");

/** @param {any} node @returns {string[][]} the texts that the expression may give, each as its fixed parts */
function textsOf(node) {
  if (node?.type === "Literal" && typeof node.value === "string") return [[node.value]];
  if (node?.type === "TemplateLiteral") return [partsOf(node)];
  if (node?.type === "ConditionalExpression") {
    return [...textsOf(node.consequent), ...textsOf(node.alternate)];
  }
  if (node?.type === "LogicalExpression") return [...textsOf(node.left), ...textsOf(node.right)];
  return [];
}

/** @param {any} template @returns {string[]} the fixed parts, between which values are filled in */
function partsOf(template) {
  return template.quasis.map((/** @type {any} */ quasi) => quasi.value.cooked);
}

/** @param {string} path */
function described(path) {
  const tree = acorn.parse(readFileSync(path, "utf8"), {
    ecmaVersion: "latest",
    sourceType: "module",
    allowReturnOutsideFunction: true,
  });
  /** @type {{ texts: string[][], names: string[], numbers: number[], constants: [string, unknown][],
   *   calls: [string, string[][]][], properties: [string, string[][]][], imports: string[] }} */
  const found = {
    texts: [],
    names: [],
    numbers: [],
    constants: [],
    calls: [],
    properties: [],
    imports: [],
  };
  const onImport = (/** @type {any} */ { source }) => {
    if (typeof source?.value === "string") found.imports.push(source.value);
  };
  walk.full(tree, (/** @type {any} */ node) => {
    if (node.type === "Literal" && typeof node.value === "string") found.texts.push([node.value]);
    if (node.type === "Literal" && node.regex) found.texts.push([node.regex.pattern]);
    if (node.type === "Literal" && typeof node.value === "number") found.numbers.push(node.value);
    if (node.type === "TemplateLiteral") found.texts.push(partsOf(node));
    if (node.type === "Identifier") found.names.push(node.name);
    if (node.type === "VariableDeclarator" && node.init?.type === "Literal") {
      found.constants.push([node.id.name, node.init.value]);
    }
    if (node.type === "CallExpression" && node.callee.type === "Identifier") {
      found.calls.push([node.callee.name, textsOf(node.arguments[0])]);
    }
    if (node.type === "Property" && node.key.type === "Identifier") {
      found.names.push(node.key.name); // acorn-walk does not visit the keys of properties
      found.properties.push([node.key.name, textsOf(node.value)]);
    }
    if (/^(Import|ExportNamed|ExportAll)(Declaration|Expression)$/.test(node.type)) onImport(node);
  });
  return found;
}

const paths = process.argv.slice(2);
console.log(JSON.stringify(Object.fromEntries(paths.map((path) => [path, described(path)]))));
