import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { programCommand, ROOT } from "./program.ts";

/** Paths of all files below a folder of the repository that end in some way. */
function files(folder: string, ending: string): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? files(path, ending) : name.endsWith(ending) ? [path] : [];
  }).sort();
}

const text = (path: string) => Deno.readTextFileSync(join(ROOT, path));

/** Source text without comments. Strings stay: what is looked for does not stand in them. */
function code(path: string): string {
  return text(path).replace(/\/\*.*?\*\//gs, "").replace(/(^|\s)\/\/.*$/gm, "");
}

/** Paths of the repository's own modules and data that a module imports. */
function imports(path: string): string[] {
  const pattern = /(?:\bfrom|\bimport\(|\bresolve\(|\bimport)\s*"(\.[^"]+)"/g;
  return [...code(path).matchAll(pattern)].map(([, to]) => join(dirname(path), to));
}

const LIBRARY = files("lib", ".ts");
const PROGRAM = files("cli", ".ts");
const TESTS = files("tests", ".ts");

Deno.test("the library imports neither the program nor tests, and the program imports no tests", () => {
  for (const path of LIBRARY) {
    for (const to of imports(path)) assert.match(to, /^(lib|vectors)\//, `${path} imports ${to}`);
  }
  for (const path of PROGRAM) {
    // The auditors' entry has no permission to read, so it names the vectors themselves.
    const rooms = path === "cli/kat_modules.ts" ? /^(lib|vectors)\// : /^(lib|cli)\//;
    for (const to of imports(path)) assert.match(to, rooms, `${path} imports ${to}`);
  }
  // Were the pattern wrong, nothing would be found.
  assert.ok(imports("cli/main.ts").includes("cli/program.ts"));
  assert.ok(imports("lib/vault/session.ts").includes("lib/random.ts"));
});

Deno.test("folders of the library depend on one another in one direction", () => {
  const graph = new Map<string, Set<string>>();
  const room = (path: string) => path.split("/").slice(0, 2).join("/");
  for (const path of LIBRARY) {
    const to = graph.get(room(path)) ?? new Set();
    for (const other of imports(path)) if (room(other) !== room(path)) to.add(room(other));
    graph.set(room(path), to);
  }
  const visit = (at: string, way: readonly string[]) => {
    const circle = [...way, at];
    assert.ok(!way.includes(at), `a circle: ${circle.join(" -> ")}`);
    for (const next of graph.get(at) ?? []) visit(next, circle);
  };
  for (const start of graph.keys()) visit(start, []);
});

Deno.test("the library touches no file, clock, console or random source of its own", () => {
  const impure =
    /\bDeno\.|\bconsole\.|\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.|\bMath\.random\b|"node:(fs|process|os|child_process|net)/;
  for (const path of LIBRARY) {
    const found = impure.exec(code(path));
    assert.equal(found, null, `${path} has ${found?.[0]}`);
  }
  const system = LIBRARY.filter((path) => /getRandomValues/.test(code(path)));
  assert.deepEqual(system, ["lib/random.ts"]);
});

Deno.test("no module only passes on what others export", () => {
  for (const path of [...LIBRARY, ...PROGRAM]) {
    assert.doesNotMatch(path, /\/(index|mod)\.ts$/);
    assert.doesNotMatch(code(path), /^export (\*|\{[^}]*\}) from/m, path);
  }
});

/** Flags of a command that give or take permissions, sorted. */
function permissions(command: string): string[] {
  return (command.match(/--(allow|deny|no-prompt)[\w=,-]*/g) ?? []).sort();
}

Deno.test("the program has the same permissions wherever it is started or compiled", () => {
  const { tasks } = JSON.parse(text("deno.json"));
  const expected = permissions(tasks.kelid.command);
  assert.deepEqual(expected, [
    "--allow-env=KELID_VAULT,KELID_OUTBOX",
    "--allow-read",
    "--allow-write",
    "--deny-ffi",
    "--deny-net",
    "--deny-run",
    "--deny-sys",
    "--no-prompt",
  ]);
  const commands = Object.values(tasks as Record<string, { command: string }>);
  const spelled = commands.map(({ command }) => command).filter((one) => /cli\/main\.ts/.test(one));
  for (const command of spelled) assert.deepEqual(permissions(command), expected, command);
  assert.deepEqual(permissions(programCommand()[1].join(" ")), expected);
  for (const path of [...TESTS, ".ci/run"].filter((one) => one !== "tests/repository_test.ts")) {
    if (!/--allow-env=KELID/.test(text(path))) continue;
    assert.deepEqual(permissions(text(path)), expected, path);
  }
});

Deno.test("the program asks the environment for nothing but what it may read", () => {
  const allowed = /--allow-env=([\w,]+)/.exec(JSON.parse(text("deno.json")).tasks.kelid.command);
  const names = allowed![1].split(",");
  for (const path of PROGRAM) {
    for (const [, name] of code(path).matchAll(/\benv\.(?:get|has)\("?([^")]*)/g)) {
      assert.ok(names.includes(name), `${path} reads ${name}`);
    }
    assert.doesNotMatch(code(path), /process\.env\b(?! =)|env\.toObject/, path);
  }
});

Deno.test("dependencies have exact versions", () => {
  const { imports, nodeModulesDir } = JSON.parse(text("deno.json"));
  assert.equal(nodeModulesDir, "none");
  const { specifiers } = JSON.parse(text("deno.lock"));
  for (const [name, target] of Object.entries(imports as Record<string, string>)) {
    assert.match(target, /^(npm|jsr):(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.]+)?$/, name);
    assert.ok(specifiers[target], `${target} is locked`);
    assert.ok(target.slice(4).startsWith(`${name}@`), `${name} goes by its own name`);
  }
  for (const path of [...LIBRARY, ...PROGRAM, ...TESTS]) {
    assert.doesNotMatch(code(path), /(from|import\()\s*"(npm|jsr|https?):/, path);
  }
});

Deno.test("one version of the runtime is named everywhere", () => {
  const named = [".ci/run", "README.md"].flatMap((path) => text(path).match(/deno@[\w.]+/g) ?? []);
  assert.ok(named.length > 2);
  assert.deepEqual([...new Set(named)].length, 1, named.join());
});

Deno.test("the top level holds what it should and nothing else", () => {
  const ignored = text(".gitignore").split("\n").map((line) => line.replace(/\/$/, ""));
  const names = [...Deno.readDirSync(ROOT)].map(({ name }) => name)
    .filter((name) => name !== ".git" && !ignored.includes(name)).sort();
  const allowed = [
    ...[".ci", ".gitignore", "LICENSE", "README.md"],
    ...["cli", "deno.json", "deno.lock", "lib", "tests", "vectors"],
  ];
  for (const name of names) assert.ok(allowed.includes(name), `${name} at the top level`);
});

Deno.test("no file names a path of somebody's machine", () => {
  const all = [...LIBRARY, ...PROGRAM, ...TESTS, ...files("lib", ".md"), "README.md", "deno.json"];
  for (const path of all.filter((one) => one !== "tests/repository_test.ts")) {
    assert.doesNotMatch(text(path), /["'` ]\/(root|work|Users)\//, path);
  }
});

/** Runs the program's help. Stricli prints a route with its parts as `kelid NAME a|b|c ...`. */
async function help(path: readonly string[]): Promise<string> {
  const [command, args] = programCommand();
  const { code, stdout } = await new Deno.Command(command, { args: [...args, ...path, "--help"] })
    .output();
  assert.equal(code, 0, path.join(" "));
  return new TextDecoder().decode(stdout);
}

/** The help of every command below a path, by its path. */
async function allHelp(path: readonly string[] = []): Promise<[string, string][]> {
  const page = await help(path);
  const prefix = ["kelid", ...path].join(" ");
  const below = [...page.matchAll(new RegExp(`^  ${prefix} ([a-z]+)(?= |$)`, "gm"))];
  const names = [...new Set(below.map(([, name]) => name))];
  const pages = await Promise.all(names.map((name) => allHelp([...path, name])));
  return [[prefix, page], ...pages.flat()];
}

let pages: Promise<[string, string][]> | undefined;
const helpPages = () => pages ??= allHelp();

Deno.test("no role and no secret can be given in an argument", async () => {
  assert.ok((await helpPages()).length > 10);
  for (const [path, page] of await helpPages()) {
    const flags: string[] = page.match(/--[a-z][a-z-]*/g) ?? [];
    assert.ok(flags.includes("--help"), path);
    for (const word of [...path.split(" "), ...flags]) {
      assert.doesNotMatch(
        word,
        /decoy|duress|trip|coerc|hidden|twin|real|fake|role|wipe|alarm|secret|password/,
        path,
      );
    }
    // Passphrases are told by where they are read from, never given.
    const given = flags.filter((flag) => /pass/.test(flag));
    for (const flag of given) {
      assert.match(
        flag,
        /^--(passphrase-fd|passphrase-file|passes|without-passphrase|shares-passphrase)$/,
        path,
      );
    }
  }
});

Deno.test("every command prints JSON and takes its answers from a pipe or a file", async () => {
  const asksNothing = [
    ...["kelid kat", "kelid beacon transport", "kelid statement verify"],
    ...["begin", "alive", "tick", "prepare", "unit"].map((name) => `kelid deadman ${name}`),
  ];
  for (const [path, page] of await helpPages()) {
    if (/^COMMANDS$/m.test(page)) continue;
    const answers = asksNothing.includes(path) ? [] : ["--passphrase-fd", "--passphrase-file"];
    for (const flag of ["--json", ...answers]) {
      assert.ok(page.includes(flag), `${path} takes no ${flag}`);
    }
  }
});

Deno.test("tests are named by sentences", () => {
  for (const path of TESTS.filter((one) => one.endsWith("_test.ts"))) {
    for (
      const [, name] of code(path).matchAll(
        /(?:Deno\.test|officialTest|programTest)\(\s*"([^"]*)"/g,
      )
    ) {
      assert.match(name, /^\S+( \S+){2,}(?<!\.)$/, `${path}: ${name}`);
    }
  }
});

Deno.test("documents name files that exist", () => {
  for (const path of ["README.md", ...files("lib", ".md")]) {
    for (const [, target] of text(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      const at = join(dirname(path), target);
      assert.ok(exists(at), `${path} names ${relative(ROOT, join(ROOT, at))}`);
    }
  }
});

function exists(path: string): boolean {
  try {
    Deno.statSync(join(ROOT, path));
    return true;
  } catch {
    return false;
  }
}
