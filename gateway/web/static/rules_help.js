// What may stand at a place of a rulebook and what it means, read from the JSON Schema and from the names of this text.

import { ITEM } from "./places_in_yaml.js";

const OFFERS = "x-offers";

export class Help {
  constructor(schema) {
    this.schema = schema;
    this.names = {};
  }

  // All that a part of the schema can be, without references and choices.
  forms(part) {
    if (!part || typeof part !== "object") return [];
    if (part.$ref) return this.forms(this.schema.$defs[part.$ref.split("/").at(-1)]);
    const choices = part.anyOf ?? part.oneOf;
    return choices ? choices.flatMap((choice) => this.forms(choice)) : [part];
  }

  at(path) {
    let here = this.forms(this.schema);
    for (const part of path) {
      const next = here.map((form) => (part === ITEM ? form.items : form.properties?.[part] ?? form.additionalProperties));
      here = next.flatMap((form) => this.forms(form));
    }
    return here;
  }

  // The keys that a mapping may have, by their meaning.
  keys(path) {
    const keys = new Map();
    for (const form of this.at(path)) {
      for (const [key, part] of Object.entries(form.properties ?? {})) keys.set(key, part.description ?? "");
      for (const [key, name] of this.offered(form.propertyNames)) keys.set(key, name);
    }
    return keys;
  }

  // The values that are known for a place, by what they stand for.
  values(path) {
    const values = new Map();
    for (const form of this.at(path)) {
      for (const value of form.enum ?? (form.type === "boolean" ? [true, false] : [])) values.set(String(value), "");
      for (const [name, meaning] of this.offered(form)) values.set(name, meaning);
    }
    return values;
  }

  offered(form) {
    return Object.entries(this.names[form?.[OFFERS]] ?? {});
  }

  // What a word means where it stands; empty for what people chose themselves.
  meaning(found) {
    if (!found || found.kind === "none") return "";
    if (found.isKey || found.kind === "key") return this.keys(found.path).get(found.word) ?? "";
    return this.values(found.path).get(found.word) ?? "";
  }

  // The innermost key on the way to a place that has a meaning, and what it means.
  ofKey(path) {
    for (let end = path.length; end > 0; end -= 1) {
      const meaning = this.keys(path.slice(0, end - 1)).get(path[end - 1]);
      if (meaning) return { word: path[end - 1], meaning };
    }
    return null;
  }
}

const PLAIN = /^[\p{L}][\p{L}\p{N}_ .'-]*$/u;

// A name as it can be written in YAML; what could be read as something else gets quotes.
export const written = (name) => (PLAIN.test(name) || name === "true" || name === "false" ? name : JSON.stringify(name));
