// Where in a rulebook somebody is typing: the keys on the way there, however half-written the line still is. Lines are
// asked for one by one and only upwards, so that a long text costs no more than a short one.

export const ITEM = "[]";
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'#{}[\],&*!|>%@`-][^#{}[\],]*?|-[^\s#{}[\],:][^#{}[\],]*?))\s*:(?=\s|$)/;
const WORD = /[\p{L}\p{N}_@.+-]/u;

// The dashes and the key that a line begins with, each with its column, and what stands after them.
function readLine(line) {
  const tokens = [];
  let column = line.search(/\S|$/);
  while (/^-(\s|$)/.test(line.slice(column))) {
    tokens.push({ part: ITEM, column });
    column += 1;
    column += line.slice(column).search(/\S|$/);
  }
  const key = KEY.exec(line.slice(column));
  const start = column;
  if (key) {
    tokens.push({ part: key[1] ?? key[2] ?? key[3], column });
    column += key[0].length;
    column += line.slice(column).search(/\S|$/);
  }
  return { tokens, start, rest: line.slice(column), restColumn: column, hasKey: Boolean(key) };
}

const isNothing = (line) => /^\s*(#|$)/.test(line);

// The tokens that enclose what begins at `column` of `row`, the outermost first.
function enclosing(lineAt, row, column, isDash) {
  const way = [];
  let limit = column;
  let below = isDash;
  for (let above = row - 1; above >= 0 && (limit > 0 || below); above -= 1) {
    const line = lineAt(above);
    if (isNothing(line)) continue;
    const read = readLine(line);
    for (const token of read.tokens.reverse()) {
      const holds = token.column < limit || (below && token.part !== ITEM && token.column === limit);
      if (holds) {
        way.unshift({ ...token, row: above, rest: read.rest, restColumn: read.restColumn });
        limit = token.column;
        below = token.part === ITEM;
      }
    }
  }
  return way;
}

// The brackets that are open at the end of a text, each with its keys and with what stands in it last.
function openBrackets(text) {
  const open = [];
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const top = open.at(-1);
    if (quote) {
      if (sign === "\\" && quote === '"') at += 1;
      else if (sign === quote && text[at + 1] === quote && quote === "'") at += 1;
      else if (sign === quote) quote = "";
    } else if ((sign === '"' || sign === "'") && /[\s,:[{]/.test(text[at - 1] ?? " ")) {
      quote = sign;
    } else if (sign === "#" && /\s/.test(text[at - 1] ?? " ")) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else if (sign === "{" || sign === "[") {
      open.push({ sign, key: null, keys: [], since: at + 1 });
    } else if (sign === "}" || sign === "]") {
      open.pop();
    } else if (sign === "," && top) {
      Object.assign(top, { key: null, since: at + 1 });
    } else if (sign === ":" && top?.sign === "{" && top.key === null && /\s/.test(text[at + 1] ?? " ")) {
      const key = unquoted(text.slice(top.since, at).trim());
      top.keys.push(key);
      Object.assign(top, { key, since: at + 1 });
    }
  }
  return open;
}

const unquoted = (text) => text.replace(/^(["'])(.*)\1$/s, "$2");

// The text from a place on an earlier line up to the cursor.
function textBetween(lineAt, fromRow, fromColumn, row, column) {
  const lines = [];
  for (let at = fromRow; at <= row; at += 1) lines.push(lineAt(at));
  lines[lines.length - 1] = lines.at(-1).slice(0, column);
  return lines.join("\n").slice(fromColumn);
}

function inBrackets(open, path, text) {
  for (const bracket of open.slice(0, -1)) path.push(bracket.sign === "{" ? bracket.key : ITEM);
  const last = open.at(-1);
  const typed = text.slice(last.since).trimStart();
  if (last.sign === "[") return { path: [...path, ITEM], kind: "item", typed, present: [] };
  if (last.key === null) return { path, kind: "key", typed, present: last.keys };
  return { path: [...path, last.key], kind: "value", typed, present: [] };
}

// The keys that stand beside the one being typed, above and below it; nothing of the same mapping is above a dash.
function besides(lineAt, row, column, count, isFirst) {
  const found = [];
  for (const step of isFirst ? [1] : [-1, 1]) {
    for (let at = row + step; at >= 0 && at < count; at += step) {
      const line = lineAt(at);
      if (isNothing(line)) continue;
      const { tokens } = readLine(line);
      const first = tokens[0]?.column ?? line.search(/\S/);
      if (step > 0 && first < column) break;
      const beside = tokens.find((token) => token.column === column && token.part !== ITEM);
      if (beside) found.push(beside.part);
      if (first < column) break;
    }
  }
  return found;
}

// What is being typed at a place: `path` leads to the mapping of a key, or to a value; `kind` is "key", "value", "item"
// (a member of a list, which may be a value or begin a mapping) or "none"; `typed` is what stands there already.
export function placeAt(lineAt, row, column, count) {
  const before = lineAt(row).slice(0, column);
  const own = readLine(before);
  const first = own.tokens[0];
  const around = enclosing(lineAt, row, first?.column ?? own.start, first?.part === ITEM);
  const way = [...around, ...own.tokens.map((token) => ({ ...token, row, rest: own.rest, restColumn: own.restColumn }))];
  for (const [number, token] of way.entries()) {
    const isLast = way[number + 1]?.row !== token.row;
    if (isLast && /^[|>]/.test(token.rest) && token.part !== ITEM) return { path: [], kind: "none", typed: "", present: [] };
    if (isLast && /^[[{]/.test(token.rest)) {
      const text = textBetween(lineAt, token.row, token.restColumn, row, column);
      const open = openBrackets(text);
      if (open.length) return inBrackets(open, way.slice(0, number + 1).map((one) => one.part), text);
    }
  }
  const path = way.map((token) => token.part);
  if (/(^|\s)#/.test(own.rest)) return { path, kind: "none", typed: "", present: [] };
  if (own.hasKey) return { path, kind: "value", typed: own.rest, present: [] };
  const present = besides(lineAt, row, own.restColumn, count, first?.part === ITEM);
  return { path, kind: path.at(-1) === ITEM ? "item" : "key", typed: own.rest, present };
}

// The word at a place, with its columns, and what it is: a key of a mapping, or a value.
export function wordAt(lineAt, row, column, count) {
  const line = lineAt(row);
  let [from, to] = [column, column];
  while (from > 0 && WORD.test(line[from - 1])) from -= 1;
  while (to < line.length && WORD.test(line[to])) to += 1;
  if (from === to) return null;
  const place = placeAt(lineAt, row, to, count);
  const isKey = place.kind !== "value" && /^["']?\s*:(\s|$)/.test(line.slice(to));
  return { ...place, word: line.slice(from, to), from, to, isKey };
}
