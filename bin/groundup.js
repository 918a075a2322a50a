#!/usr/bin/env node
"use strict";

// Starts groundup: in a clone from its sources, in the package from what `npm pack` compiled.
const { existsSync } = require("node:fs");
const path = require("node:path");

const sources = path.join(__dirname, "main.ts");
if (existsSync(sources)) {
  require("tsx/cjs");
  require(sources);
} else {
  require("../dist/bin/main.js");
}
