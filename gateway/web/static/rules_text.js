// Turns the field with the rules into an editor: colours, completion, mistakes at their place, help. Without this file the
// field is a field, and the same mistakes stand below it.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { Help, written } from "./rules_help.js";
import { placeAt, wordAt } from "./places_in_yaml.js";

const PAUSE = 400;
const SHORT = 30;
const field = document.getElementById("rules-text");
const form = document.getElementById("rules-form");
const problems = document.getElementById("rules-problems");
const checked = document.getElementById("rules-checked");
const helpLine = document.getElementById("rules-help");
const file = form.elements.namedItem("file").value;
let help = null;
let view = null;
let kept = field.value;
let timer = 0;
let running = null;
let lasted = 0;

// --- what can stand here, and what it means ---------------------------------------------------------------------------

const lineOf = (state) => (row) => state.doc.line(row + 1).text;

function placeIn(state, position) {
  const line = state.doc.lineAt(position);
  return [lineOf(state), line.number - 1, position - line.from, state.doc.lines];
}

// Inside the text of a reply: the fields that are filled in.
function completeField(context, word) {
  const after = context.state.sliceDoc(context.pos, context.state.doc.lineAt(context.pos).to);
  const end = word.text.startsWith("{{") && !/^\s*\}\}/.test(after) ? " }}" : "";
  const options = Object.entries(help.names.fields ?? {}).map(([name, meaning]) => (
    { label: name, apply: name + end, info: () => told(meaning), type: "variable" }
  ));
  return { from: word.from + word.text.search(/[a-z]*$/), options, validFor: /^[a-z]*$/ };
}

function complete(context) {
  if (!help) return null;
  const template = context.matchBefore(/\{[{%][^{}%]*?\b[a-z]*$|\{\{\s*$/);
  if (template) return completeField(context, template);
  const place = placeAt(...placeIn(context.state, context.pos));
  const word = context.matchBefore(/[\p{L}\p{N}_@.+-]*/u);
  if (place.kind === "none" || (!context.explicit && word.text === "" && place.kind !== "value")) return null;
  const options = [];
  if (place.kind !== "value") {
    for (const [key, meaning] of help.keys(place.path)) {
      if (!place.present.includes(key)) options.push({ label: key, apply: `${key}: `, type: "property", info: () => told(meaning) });
    }
  }
  if (place.kind !== "key") {
    for (const [name, meaning] of help.values(place.path)) {
      const long = meaning.length > SHORT;
      options.push({ label: name, apply: written(name), detail: long ? "" : meaning, info: long ? () => told(meaning) : undefined, type: "constant" });
    }
  }
  const from = place.kind === "value" && !word.text.length ? context.pos : word.from;
  return options.length ? { from, options, validFor: /^[\p{L}\p{N}_@.+-]*$/u } : null;
}

// A sentence whose words between backticks are shown as they stand in the file.
function told(meaning) {
  const box = document.createElement("div");
  box.className = "help-of-rules";
  for (const [number, part] of meaning.split("`").entries()) {
    const piece = document.createElement(number % 2 ? "code" : "span");
    piece.textContent = part;
    box.append(piece);
  }
  return box;
}

function explain(state, position) {
  const line = state.doc.lineAt(position);
  const found = wordAt(...placeIn(state, position));
  const meaning = help?.meaning(found);
  return meaning ? { from: line.from + found.from, to: line.from + found.to, word: found.word, meaning } : null;
}

const hover = hoverTooltip((editor, position) => {
  const found = explain(editor.state, position);
  return found && { pos: found.from, end: found.to, above: true, create: () => ({ dom: told(found.meaning) }) };
});

function showHelp(editor) {
  const { head } = editor.state.selection.main;
  const found = explain(editor.state, head) ?? help?.ofKey(placeAt(...placeIn(editor.state, head)).path);
  helpLine.replaceChildren(told(found ? `\`${found.word}\`: ${found.meaning}` : "There is no help for this place."));
  helpLine.hidden = false;
  return true;
}

// --- what is wrong ----------------------------------------------------------------------------------------------------

function place(doc, mistake) {
  const line = doc.line(Math.min(mistake.line, doc.lines));
  const from = Math.min(line.from + mistake.column - 1, line.to);
  const word = /^[^\s,\]}]+/.exec(doc.sliceString(from, line.to));
  return { from, to: word ? from + word[0].length : line.to, severity: "error", message: mistake.said, renderMessage: () => told(mistake.said) };
}

function keepField() {
  field.value = view.state.doc.toString();
}

async function check() {
  keepField();
  running?.abort();
  running = new AbortController();
  const began = performance.now();
  const body = new FormData(form);
  if (help && !Object.keys(help.names).length) body.append("first", "1");
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body, signal: running.signal });
    if (!answer.ok) throw new Error(answer.status === 403 ? "You are signed out." : `The answer was ${answer.status}.`);
    show(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") checked.textContent = `The text could not be checked just now. ${error.message}`;
  }
  lasted = performance.now() - began;
}

function show(answer) {
  const found = answer.mistakes.map((mistake) => place(view.state.doc, mistake));
  view.dispatch(setDiagnostics(view.state, found));
  problems.innerHTML = answer.panel;
  const count = problems.querySelectorAll("li").length;
  checked.textContent = count ? "" : "Checked just now.";
  if (Object.keys(answer.names).length && help) help.names = answer.names;
  document.getElementById("try-form")?.dispatchEvent(new CustomEvent("rules-checked"));
}

// A text that takes long to read is asked about less often.
function checkSoon() {
  clearTimeout(timer);
  timer = setTimeout(check, Math.max(PAUSE, 2 * lasted));
}

function goTo(number, column) {
  const line = view.state.doc.line(Math.max(1, Math.min(number, view.state.doc.lines)));
  const at = Math.min(line.from + Math.max(column - 1, 0), line.to);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

function follow(event) {
  const link = event.target.closest?.("a[data-line]");
  if (!link || (link.dataset.file ?? file) !== file) return;
  event.preventDefault();
  goTo(Number(link.dataset.line), Number(link.dataset.column ?? 1));
}

// --- the editor -------------------------------------------------------------------------------------------------------

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.attributeValue], color: "var(--green)" },
  { tag: [tags.lineComment, tags.meta], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--violet)" },
]);

const look = EditorView.theme({
  "&": { border: "1px solid var(--muted)", borderRadius: "7px", backgroundColor: "var(--surface)", color: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'SF Mono', Consolas, 'Liberation Mono', monospace", fontSize: ".86rem", lineHeight: "1.5", maxHeight: "75vh" },
  ".cm-content": { caretColor: "var(--ink)", minHeight: "24rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--accent-soft)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--blue-soft)" },
  ".cm-activeLine .cm-line, .cm-line ::selection": { backgroundColor: "transparent" },
  ".cm-panels, .cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: ".85" },
  // The marks of the package are pictures in the style sheet, which the page's policy does not let in.
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--red)" },
  ".cm-lint-marker-error": { content: "normal" },
  ".cm-lint-marker-error::before": { content: "'!'", color: "var(--red)", fontWeight: "700" },
  ".cm-panel button, .cm-panel input": { minHeight: "1.8rem" },
});

function extensions() {
  return [
    lineNumbers(), highlightActiveLineGutter(), foldGutter(), lintGutter(), history(), drawSelection(),
    indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(),
    EditorView.lineWrapping, yaml(), syntaxHighlighting(colours), look, hover,
    EditorView.cspNonce.of(form.dataset.nonce),
    EditorView.darkTheme.of(matchMedia("(prefers-color-scheme: dark)").matches),
    autocompletion({ override: [complete], icons: false }),
    EditorView.contentAttributes.of({ "aria-labelledby": "rules-label", "aria-describedby": "rules-keys", tabindex: "0", id: "rules-editor" }),
    EditorView.updateListener.of((update) => update.docChanged && checkSoon()),
    EditorView.domEventHandlers({ blur: keepField }),
    keymap.of([
      { key: "F1", run: showHelp },
      { key: "Mod-s", run: () => { form.requestSubmit(form.elements.namedItem("act")[0]); return true; } },
      ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...defaultKeymap,
    ]),
    EditorState.tabSize.of(2),
  ];
}

function begin() {
  view = new EditorView({ state: EditorState.create({ doc: field.value, extensions: extensions() }) });
  field.before(view.dom);
  field.hidden = true;
  document.getElementById("rules-label").addEventListener("click", () => view.focus());
  for (const hint of document.querySelectorAll("[data-live]")) hint.hidden = false;
  problems.addEventListener("click", follow);
  document.getElementById("tried")?.addEventListener("click", follow);
  form.addEventListener("submit", () => { keepField(); kept = field.value; });
  addEventListener("beforeunload", (event) => { if (view.state.doc.toString() !== kept) event.preventDefault(); });
  const line = /^#line-(\d+)$/.exec(location.hash);
  if (line) goTo(Number(line[1]), 1);
}

begin();
help = new Help(await (await fetch(form.dataset.schema)).json());
await check();
