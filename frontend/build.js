// Bundles the editor into static/editor/. `make frontend` calls it.
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { build } from "esbuild"

const OUT = "../static/editor"
const text = path => readFileSync(path, "utf8").replaceAll("\r\n", "\n")

// tests/ui/test_bundle.py computes the same, so that sources and bundle cannot part.
const hash = createHash("sha256")
for (const name of readdirSync(".").sort())
  if (/\.js$|^package.*\.json$/.test(name)) hash.update(`${name}\n${text(name)}`)

mkdirSync(OUT, { recursive: true })
for (const name of readdirSync(OUT)) if (/\.(js|txt)$/.test(name)) rmSync(`${OUT}/${name}`)

const { metafile } = await build({
  entryPoints: ["editor.js"],
  bundle: true,
  minify: true,
  format: "esm",
  // What only vim keys need is a file of its own.
  splitting: true,
  chunkNames: "[name]-[hash]",
  outdir: OUT,
  target: "es2022",
  legalComments: "none",
  metafile: true,
})

// On the entry alone: the others are named by what they hold, and stay as they are.
const banner = `/* Built from frontend/, sha256 ${hash.digest("hex")}; licences in LICENSES.txt */\n`
writeFileSync(`${OUT}/editor.js`, banner + text(`${OUT}/editor.js`))

const packages = new Set(
  Object.keys(metafile.inputs).map(path => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]),
)
packages.delete(undefined)
const licence = name => {
  const { version, license } = JSON.parse(text(`node_modules/${name}/package.json`))
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].find(f => existsSync(`node_modules/${name}/${f}`))
  if (!file) throw new Error(`${name} ships no licence`)
  return `${name} ${version} (${license})\n\n${text(`node_modules/${name}/${file}`).trim()}\n`
}
writeFileSync(`${OUT}/LICENSES.txt`, [...packages].sort().map(licence).join(`\n${"-".repeat(72)}\n\n`))
