// Validates pages as long as there are any: a JSON string with HTML a line in, a JSON list of faults a line out.
//
// Starting html-validate takes longer than validating, and a test run asks for hundreds of pages.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { HtmlValidate } from "html-validate";

const config = JSON.parse(readFileSync(new URL("htmlvalidate.json", import.meta.url), "utf8"));
const validator = new HtmlValidate(config);

for await (const line of createInterface({ input: process.stdin })) {
  const { results } = await validator.validateString(JSON.parse(line));
  const faults = results.flatMap(({ messages }) =>
    messages.map(({ line, message, ruleId }) => `line ${line}: ${message} (${ruleId})`),
  );
  console.log(JSON.stringify(faults));
}
