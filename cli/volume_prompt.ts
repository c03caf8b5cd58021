/**
 * The prompt on an open volume. One passphrase serves many commands, and what is typed here reaches
 * no shell history and no list of processes.
 *
 * @module
 */
import { pathText, resolvePath } from "../lib/volume/names.ts";
import type { Region } from "../lib/volume/region.ts";
import { sortedChildren } from "../lib/volume/tree.ts";
import { describe as describeCheck, runCheck } from "./commands/volume/check.ts";
import { describe as describeInfo, summary } from "./commands/volume/info.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE, EXIT_USAGE, NoMoreAnswers } from "./errors.ts";
import { print, toStderr } from "./output.ts";
import {
  folderAt,
  makeFolder,
  movePath,
  nodeAt,
  putSources,
  removePath,
  type Target,
} from "./volume_actions.ts";
import { completion, type WordKind } from "./volume_completion.ts";
import { getPath } from "./volume_extract.ts";
import { describeAll, describeJson, shownName } from "./volume_listing.ts";
import { inWords, type OpenVolume } from "./volume_open.ts";
import { usablePath } from "./volume_paths.ts";
import { sizeText } from "./volume_sizes.ts";
import { listSources } from "./volume_sources.ts";
import { wholeWords } from "./volume_words.ts";

/** A command of the prompt. */
interface Command {
  readonly usage: string;
  readonly brief: string;
  /** What its words are, for completion. */
  readonly words: readonly WordKind[];
  /** Fewest and most words after its name. */
  readonly count: readonly [number, number];
  /** Options that it takes, one letter each. */
  readonly options?: string;
  readonly changes?: boolean;
  run(words: string[], options: Set<string>): Promise<void> | void;
}

/** What was asked for as `exit`. */
class Leave extends Error {}

/** A session of commands. */
export class VolumePrompt {
  readonly #open: OpenVolume;
  readonly #region: Region;
  readonly #json: boolean;
  readonly #clock: () => number;
  readonly #commands: ReadonlyMap<string, Command>;
  #here: string[] = [];

  /** Begins at the root. */
  constructor(open: OpenVolume, json: boolean, clock: () => number) {
    this.#open = open;
    this.#region = open.region;
    this.#json = json;
    this.#clock = clock;
    this.#commands = new Map(Object.entries(this.#all()));
  }

  /**
   * Asks for commands until the user leaves. A person is told what failed; a script ends there,
   * unless the line begins with a minus sign.
   */
  async run(): Promise<void> {
    const { answers, file } = this.#open;
    const words = new Map([...this.#commands].map(([name, command]) => [name, command.words]));
    const complete = completion(words, () => this.#region.root, () => this.#here);
    for (;;) {
      let line: string;
      try {
        // Not at its end: there a name may have a space, after a backslash.
        line = (await answers.line(`${shownName(pathText(this.#here))}> `, complete)).trimStart();
      } catch (error) {
        if (error instanceof NoMoreAnswers) return;
        throw error;
      }
      try {
        await this.#obey(line.replace(/^-/, ""));
      } catch (error) {
        if (error instanceof Leave) return;
        const told = inWords(error, file.path);
        if (!(told instanceof CliError)) throw error;
        if (!answers.interactive && !line.startsWith("-")) throw told;
        toStderr(`error: ${told.message}\n`);
      }
    }
  }

  async #obey(line: string): Promise<void> {
    if (line === "" || line.startsWith("#")) return;
    const [name, ...rest] = wholeWords(line);
    if (name === undefined) return;
    const command = this.#commands.get(name);
    if (!command) throw new CliError(`No such command: ${name}; help lists them`, EXIT_USAGE);
    const options = new Set<string>();
    const end = rest.indexOf("--");
    const words = rest.filter((word, i) => {
      if (i === end) return false;
      const letters = end >= 0 && i > end ? undefined : /^-([a-z]+)$/.exec(word)?.[1];
      for (const letter of letters ?? "") options.add(letter);
      return letters === undefined;
    });
    const [fewest, most] = command.count;
    const allowed = new Set(command.options ?? "");
    if (words.length < fewest || words.length > most || !options.isSubsetOf(allowed)) {
      throw new CliError(`Usage: ${command.usage}`, EXIT_USAGE);
    }
    if (command.changes && !this.#open.file.writable) {
      throw new CliError("The volume cannot be written: it was opened for reading", EXIT_FILE);
    }
    await command.run(words, options);
  }

  #all(): Record<string, Command> {
    const exit = () => {
      throw new Leave();
    };
    const leaving = { usage: "exit", brief: "Leave", words: [], count: [0, 0], run: exit } as const;
    return {
      ls: {
        usage: "ls [PATH]",
        brief: "List a folder",
        words: ["volume"],
        count: [0, 1],
        run: ([path]) => this.#list(path),
      },
      cd: {
        usage: "cd [PATH]",
        brief: "Go to a folder; without one to the root",
        words: ["volume"],
        count: [0, 1],
        run: ([path]) => {
          const names = this.#names(path ?? "/");
          folderAt(this.#region, names);
          this.#here = names;
        },
      },
      pwd: {
        usage: "pwd",
        brief: "Show where you are",
        words: [],
        count: [0, 0],
        run: () => this.#say({ path: pathText(this.#here) }, [shownName(pathText(this.#here))]),
      },
      put: {
        usage: "put [-ft] FILE [PATH]",
        brief: "Put a file or folder; -f replaces, -t keeps times",
        words: ["local", "volume"],
        count: [1, 2],
        options: "ft",
        changes: true,
        run: (words, options) => this.#put(words, options),
      },
      get: {
        usage: "get [-ft] PATH [FILE]",
        brief: "Get a file or folder; - is standard output",
        words: ["volume", "local"],
        count: [1, 2],
        options: "ft",
        run: (words, options) => this.#get(words, options),
      },
      mkdir: {
        usage: "mkdir PATH",
        brief: "Make a folder",
        words: ["volume"],
        count: [1, 1],
        changes: true,
        run: ([path]) => makeFolder(this.#region, this.#names(path)),
      },
      mv: {
        usage: "mv FROM TO",
        brief: "Rename a file or folder, or move it to another folder",
        words: ["volume"],
        count: [2, 2],
        changes: true,
        run: async ([from, to]) => {
          await movePath(this.#region, this.#names(from), this.#target(to));
        },
      },
      rm: {
        usage: "rm [-r] PATH...",
        brief: "Remove; -r removes folders with everything in them",
        words: ["volume"],
        count: [1, 1_000],
        options: "r",
        changes: true,
        run: (words, options) => this.#remove(words, options.has("r")),
      },
      df: {
        usage: "df",
        brief: "Show what is free",
        words: [],
        count: [0, 0],
        run: () => this.#say(summary(this.#region), describeInfo(summary(this.#region))),
      },
      check: {
        usage: "check",
        brief: "Read everything and say what is damaged",
        words: [],
        count: [0, 0],
        run: () => this.#check(),
      },
      help: {
        usage: "help",
        brief: "Show this",
        words: ["command"],
        count: [0, 1],
        run: () => this.#help(),
      },
      exit: leaving,
      quit: { ...leaving, usage: "quit" },
    };
  }

  #say(json: unknown, lines: readonly string[]): void {
    print({ json: this.#json }, json, lines);
  }

  /** The names of a path that may be relative and go up. */
  #names(path: string): string[] {
    return usablePath(() => resolvePath(this.#here, path));
  }

  #target(path: string): Target {
    return { names: this.#names(path), folder: /(^|\/)(\.\.?)?$/.test(path) };
  }

  #list(path: string | undefined): void {
    const names = path === undefined ? this.#here : this.#names(path);
    const node = nodeAt(this.#region, names);
    const nodes = node.kind === "file" ? [node] : sortedChildren(node);
    const found = nodes.map((child) => ({ path: [child.name], node: child }));
    this.#say({ path: pathText(names), entries: found.map(describeJson) }, describeAll(found));
  }

  async #put([local, path]: string[], options: Set<string>): Promise<void> {
    const { file } = this.#open;
    if (local === "-") throw new CliError("Standard input is for commands here", EXIT_USAGE);
    const sources = listSources(
      [local],
      (info) => file.is(info) ? "it is the volume itself" : undefined,
    );
    const target = path === undefined ? { names: this.#here, folder: true } : this.#target(path);
    const how = { overwrite: options.has("f"), times: options.has("t") };
    const result = await putSources(this.#region, sources, target, how, this.#clock);
    this.#say(result, [`Put ${result.files} files, ${sizeText(result.bytes)}`]);
  }

  async #get([path, local]: string[], options: Set<string>): Promise<void> {
    const how = { overwrite: options.has("f"), times: options.has("t") };
    const result = await getPath(this.#region, this.#names(path), local, how, this.#clock);
    if (result.written !== "-") this.#say(result, [`Wrote ${shownName(result.written)}`]);
  }

  async #remove(paths: readonly string[], recursive: boolean): Promise<void> {
    for (const path of paths) {
      await removePath(this.#region, this.#names(path), recursive, this.#clock);
    }
  }

  async #check(): Promise<void> {
    const result = await runCheck(this.#region, this.#clock);
    this.#say(result, describeCheck(result));
    if (result.damaged.length > 0 || result.copyDamaged) {
      throw new CliError("Not everything in this region is whole", EXIT_FAILED_CHECK);
    }
  }

  #help(): void {
    const lines = this.#commands.values().map(({ usage, brief }) => `${usage.padEnd(22)} ${brief}`);
    this.#say({ commands: [...this.#commands.keys()] }, [
      ...lines,
      'Names with spaces: "in quotes" or with\\ backslashes; -- before names that begin with -.',
      "The tabulator key completes names.",
    ]);
  }
}
