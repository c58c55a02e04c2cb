// Bundles one style sheet with everything it imports, without the design tokens nobody uses.
//
// usage: node tools/bundle.mjs INPUT OUTPUT
//
// The token set of the theme holds some three thousand custom properties for components this project does not have.
// A token is kept when a rule uses it, or when a kept token does.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { bundle, transform } from "lightningcss";

const [input, output] = process.argv.slice(2);
const targets = { chrome: 111 << 16, firefox: 115 << 16, safari: (16 << 16) | (4 << 8) };

const { code } = bundle({ filename: input, minify: true, targets });
const css = code.toString();

const references = (text) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]);
const declaration = /([{;])(--[\w-]+):([^;{}]*)/g;
const declared = new Map();
for (const [, , name, value] of css.matchAll(declaration)) {
  declared.set(name, [...(declared.get(name) ?? []), ...references(value)]);
}
const used = new Set();
const keep = (name) => {
  if (used.has(name)) return;
  used.add(name);
  (declared.get(name) ?? []).forEach(keep);
};
references(css.replace(declaration, "$1")).forEach(keep);

const unusedSymbols = [...declared.keys()].filter((name) => !used.has(name));
const result = transform({ filename: input, code, minify: true, targets, unusedSymbols });

mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, result.code);
