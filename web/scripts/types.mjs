/**
 * Types of all that the node answers, from its own OpenAPI document: `npm run types`, after a
 * route has changed. With `--check` nothing is written, and what is stale is an error.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const root = resolve(import.meta.dirname, "../..");
const target = resolve(root, "web/src/api/schema.d.ts");
const python = process.env.PYTHON ?? resolve(root, ".venv/bin/python");
const ASK = `
import msgspec
from litestar import Router
from litestar.di import Provide
from cspo.exercise.http import director, player
from cspo.node.http.app import create_app

played = Router("/", route_handlers=[*player.handlers, *director.handlers],
                dependencies={"room": Provide(lambda: None, sync_to_thread=False)})
print(msgspec.json.encode(create_app({}, routes=[played]).document()).decode())
`; // of a node that plays in an exercise: it has all routes of others, and those besides

const document = JSON.parse(execFileSync(python, ["-c", ASK], { maxBuffer: 1e8, encoding: "utf8" }));
document.paths = {}; // what comes in and goes out, by name; where it is asked for stands at the call
const text = `/* Made from the node's OpenAPI document by scripts/types.mjs. */\n${astToString(await openapiTS(document, { alphabetize: true }))}`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("src/api/schema.d.ts is not what the node answers: npm run types");
  process.exit(1);
}
