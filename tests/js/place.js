// What the editor offers and says at a cursor: for each question a text with the cursor as ¦, and the schema once.
const read = require("node:fs").readFileSync;
const path = require("node:path");

const folder = path.resolve(__dirname, "../../gateway/web/static");

async function main() {
  const { placeAt, wordAt } = await import(path.join(folder, "places_in_yaml.js"));
  const { Help, written } = await import(path.join(folder, "rules_help.js"));
  const answers = JSON.parse(read(0, "utf8")).map(({ text, schema, names }) => {
    const lines = text.replace("¦", "").split("\n");
    const before = text.slice(0, text.indexOf("¦")).split("\n");
    const at = [(row) => lines[row], before.length - 1, before.at(-1).length, lines.length];
    const place = placeAt(...at);
    const help = new Help(schema);
    help.names = names;
    const free = (key) => !place.present.includes(key);
    return {
      path: place.path,
      kind: place.kind,
      keys: place.kind === "value" ? [] : [...help.keys(place.path).keys()].filter(free),
      values: place.kind === "key" ? [] : [...help.values(place.path).keys()].map(written),
      meaning: help.meaning(wordAt(...at)),
      around: help.ofKey(place.path)?.word ?? "",
    };
  });
  process.stdout.write(JSON.stringify(answers));
}

main();
