// SPDX-License-Identifier: Apache-2.0
//
// Runs a WASI command under node, and nothing else: the counterpart of `weft FILE`.

import fs from "node:fs";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1", args: process.argv.slice(2) });
const module = new WebAssembly.Module(fs.readFileSync(process.argv[2]));
wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
