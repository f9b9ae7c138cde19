// Colours and type of the editor: the theme's variables where it has one, else the tokens of the look.
import { HighlightStyle } from "@codemirror/language"
import { EditorView } from "@codemirror/view"
import { tags as t } from "@lezer/highlight"

// Light and dark; each at least 4.5 : 1 on every ground below (tests/ui/test_bundle.py).
const KEYWORD = "light-dark(#6F44A8, #B79AE8)"
const DEFINED = "light-dark(#1F5FBF, #7DB0F5)"
const STRING = "light-dark(#17693F, #63C794)"
const NUMBER = "light-dark(#0B6B75, #5CC4CE)"
const QUIET = "light-dark(#5A626C, #A4ACB5)"

const SURFACE = "light-dark(#FFFFFF, #1A1E22)"
const SUNK = "light-dark(#F3F1EC, #20252A)"
const SELECTED = "light-dark(#D5E3F7, #243A5A)"
const FOUND = "light-dark(#F6E7C1, #40371C)"
const WRONG = "light-dark(#B0352C, #F0897F)"
const WRONG_LINE = "light-dark(#FAEBE9, #3A1E1B)"

// Lines lie above the selection, which has to shine through.
const thin = colour => `color-mix(in srgb, ${colour} 70%, transparent)`

export const highlighting = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.modifier], color: KEYWORD },
  { tag: [t.function(t.definition(t.variableName)), t.definition(t.className), t.className], color: DEFINED },
  { tag: [t.string, t.special(t.string)], color: STRING },
  { tag: [t.number, t.bool, t.null], color: NUMBER },
  { tag: t.comment, color: QUIET, fontStyle: "italic" },
  { tag: t.meta, color: QUIET },
])

const line = "1px solid var(--st-border-color)"
const font = "var(--st-code-font)"

export const theme = EditorView.theme({
  "&": { color: "var(--st-text-color)", backgroundColor: SURFACE, fontSize: "var(--editor-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: font, lineHeight: "1.6", fontVariantLigatures: "none",
    minHeight: "16rem", maxHeight: "max(24rem, 70vh)",
  },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--st-text-color)" },
  ".cm-line": { padding: "0 1rem 0 0.75rem" },
  ".cm-gutters": { color: QUIET, backgroundColor: "transparent", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0 0 0.75rem", minWidth: "2rem" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: thin(SUNK) },
  ".cm-cursor": { borderLeft: "2px solid var(--st-text-color)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { background: SELECTED },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: SELECTED },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: WRONG_LINE },
  ".cm-searchMatch": { backgroundColor: FOUND },
  ".cm-searchMatch-selected": { outline: `1px solid ${QUIET}` },
  ".cm-wrongLine, &.cm-focused .cm-wrongLine.cm-activeLine, &.cm-focused .cm-wrongLine.cm-activeLineGutter":
    { backgroundColor: thin(WRONG_LINE) },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: `underline wavy ${WRONG} 1px`, textUnderlineOffset: "4px", textDecorationSkipInk: "none",
  },
  ".cm-diagnostic": { fontFamily: font, whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: `3px solid ${WRONG}` },
  ".cm-tooltip": {
    color: "var(--st-text-color)", backgroundColor: SURFACE, border: line, borderRadius: "6px",
    fontSize: "var(--editor-size)", overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: font, maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.6rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: SELECTED, color: "var(--st-text-color)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": { color: QUIET, fontStyle: "normal" },
  ".cm-panels": { color: "var(--st-text-color)", backgroundColor: SUNK, fontFamily: "var(--st-font)" },
  ".cm-panels.cm-panels-top": { borderBottom: line },
  ".cm-panels.cm-panels-bottom": { borderTop: line },
  ".cm-panel.cm-search": { padding: "0.5rem 2rem 0.5rem 0.75rem", fontSize: "0.8125rem" },
  ".cm-panel.cm-search label": { fontSize: "0.8125rem" },
  ".cm-panel.cm-search [name=close]": { color: "inherit", fontSize: "1.125rem", padding: "0 0.5rem" },
  ".cm-panel.cm-search input[type=checkbox]": { accentColor: "var(--st-primary-color)" },
  ".cm-textfield": { color: "inherit", backgroundColor: SURFACE, border: line, borderRadius: "6px", fontSize: "inherit" },
  ".cm-button": {
    color: "inherit", background: SURFACE, border: line, borderRadius: "6px", fontSize: "inherit",
  },
  ".cm-textfield:focus-visible, .cm-button:focus-visible":
    { outline: "2px solid var(--st-primary-color)", outlineOffset: "-1px" },
  ".cm-vim-panel": { padding: "0.15rem 0.75rem", fontFamily: font },
  ".cm-vim-panel input": { color: "inherit" },
  ".cm-fat-cursor": { background: "var(--st-primary-color) !important", color: `${SURFACE} !important` },
  "&:not(.cm-focused) .cm-fat-cursor": {
    background: "none !important", outline: "1px solid var(--st-primary-color) !important",
    color: "transparent !important",
  },
})
