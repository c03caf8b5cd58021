/**
 * The commands: names, flags and one sentence each. What a command does is loaded when it runs.
 *
 * @module
 */
import {
  type Application,
  buildApplication,
  buildCommand,
  type RouteMap,
  text_en,
} from "@stricli/core";
import type { Context } from "./context.ts";
import { reported } from "./errors.ts";
import {
  commonFlags,
  outboxFlag,
  pathArgument,
  pathFlag,
  switchFlag,
  vaultFlags,
  wholeNumber,
} from "./flags.ts";
import { type Entry, entryOf, type Group, routeOf } from "./group.ts";
import { load } from "./load.ts";
import { VERSION } from "./version.ts";

const vaultArgument = {
  kind: "tuple",
  parameters: [pathArgument("The vault file", "VAULT")],
} as const;

const overwrite = switchFlag("Replace the output file if it exists");

const statements = pathFlag(
  "Refuse an identity that a statement in this folder freezes, revokes or hands over",
  true,
);

const pseudonym = {
  kind: "parsed",
  parse: wholeNumber,
  brief: "Another persona of the same wallet, from 0",
  placeholder: "N",
  default: "0",
} as const;

/** Every command, built when it is asked for. */
const routes: Group["routes"] = {
  init: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/init.ts")>(import.meta.resolve("./commands/init.ts")))
          .init,
      parameters: { flags: { ...commonFlags, ...outboxFlag }, positional: vaultArgument },
      docs: {
        brief: "Make a vault: asks for everything, overwrites nothing",
      },
    }),

  show: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/show.ts")>(import.meta.resolve("./commands/show.ts")))
          .show,
      parameters: { flags: { ...vaultFlags, pseudonym } },
      docs: {
        brief: "Show the wallet behind a passphrase: Session ID, DID, address, fingerprints",
      },
    }),

  words: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/words.ts")>(
          import.meta.resolve("./commands/words.ts"),
        )).words,
      parameters: { flags: vaultFlags },
      docs: { brief: "Show the wallet's words and BIP-39 passphrase, after a confirmation" },
    }),

  refresh: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/refresh.ts")>(
          import.meta.resolve("./commands/refresh.ts"),
        )).refresh,
      parameters: {
        flags: {
          ...commonFlags,
          ...outboxFlag,
          timer: switchFlag("Print units for an hourly timer and do nothing else"),
        },
        positional: vaultArgument,
      },
      docs: { brief: "Re-randomise a vault and save it; needs no passphrase" },
    }),

  identity: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/identity.ts")>(
          import.meta.resolve("./commands/identity.ts"),
        )).identity,
      parameters: {
        flags: {
          ...vaultFlags,
          pseudonym,
          did: switchFlag("Print the DID document instead"),
          legacy: switchFlag(
            "Print today's session daemon's identity file (07), with its secret keys",
          ),
          output: pathFlag("Write to this file instead of standard output", true),
          overwrite,
        },
      },
      docs: { brief: "Print the public identity file to give away" },
    }),

  sign: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/sign.ts")>(import.meta.resolve("./commands/sign.ts")))
          .sign,
      parameters: {
        flags: {
          ...vaultFlags,
          pseudonym,
          output: pathFlag(
            "Write the signature here; otherwise to FILE.sig, - for standard output",
            true,
          ),
          overwrite,
        },
        positional: { kind: "tuple", parameters: [pathArgument("The file to sign", "FILE")] },
      },
      docs: { brief: "Sign a file: a detached signature by Ed25519 and ML-DSA-87" },
    }),

  verify: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/verify.ts")>(
          import.meta.resolve("./commands/verify.ts"),
        )).verify,
      parameters: {
        flags: {
          ...vaultFlags,
          from: {
            kind: "parsed",
            parse: String,
            brief: "The signer: an identity file, or the name of a contact",
            placeholder: "IDENTITY|CONTACT",
          },
          identity: pathFlag(
            "With a contact: the identity file, checked against the kept hash",
            true,
          ),
          statements,
        },
        positional: {
          kind: "tuple",
          parameters: [
            pathArgument("The signed file", "FILE"),
            pathArgument("The signature", "SIG"),
          ],
        },
      },
      docs: { brief: "Verify a file's signature" },
    }),

  encrypt: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/encrypt.ts")>(
          import.meta.resolve("./commands/encrypt.ts"),
        )).encrypt,
      parameters: {
        flags: {
          ...vaultFlags,
          to: {
            kind: "parsed",
            parse: String,
            brief: "A recipient's identity file; up to 16",
            placeholder: "IDENTITY",
            variadic: true,
          },
          statements,
          sign: switchFlag("Tell the recipients, and nobody else, who sent it"),
          pseudonym,
          output: pathFlag("Write here; otherwise to FILE.sealed, - for standard output", true),
          overwrite,
        },
        positional: {
          kind: "tuple",
          parameters: [pathArgument("The file to encrypt, - for standard input", "FILE")],
        },
      },
      docs: { brief: "Encrypt a file to one or more identities" },
    }),

  decrypt: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/decrypt.ts")>(
          import.meta.resolve("./commands/decrypt.ts"),
        )).decrypt,
      parameters: {
        flags: {
          ...vaultFlags,
          pseudonym,
          from: {
            kind: "parsed",
            parse: String,
            brief: "Accept it only from this sender: an identity file, or the name of a contact",
            placeholder: "IDENTITY|CONTACT",
            optional: true,
          },
          identity: pathFlag(
            "With a contact: the identity file, checked against the kept hash",
            true,
          ),
          output: pathFlag("Write here", false),
          overwrite,
        },
        positional: {
          kind: "tuple",
          parameters: [pathArgument("The file to decrypt, - for standard input", "FILE")],
        },
      },
      docs: { brief: "Decrypt a file" },
    }),

  manage: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/manage.ts")>(
          import.meta.resolve("./commands/manage.ts"),
        )).manage,
      parameters: { flags: vaultFlags },
      docs: { brief: "Change a vault: what is done is chosen inside" },
    }),

  hash: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/hash.ts")>(import.meta.resolve("./commands/hash.ts")))
          .hash,
      parameters: {
        flags: {
          ...commonFlags,
          verify: {
            kind: "parsed",
            parse: String,
            brief: "Check the password against this PHC string",
            placeholder: "PHC",
            optional: true,
          },
          calibrate: {
            kind: "parsed",
            parse: Number,
            brief: "Propose costs that take about this long here",
            placeholder: "SECONDS",
            optional: true,
          },
          memory: {
            kind: "parsed",
            parse: wholeNumber,
            brief: "Memory in KiB",
            placeholder: "KIB",
            default: "262144",
          },
          passes: {
            kind: "parsed",
            parse: wholeNumber,
            brief: "Passes over the memory",
            placeholder: "T",
            default: "3",
          },
          lanes: {
            kind: "parsed",
            parse: wholeNumber,
            brief: "Lanes",
            placeholder: "P",
            default: "4",
          },
          length: {
            kind: "parsed",
            parse: wholeNumber,
            brief: "Bytes of the hash",
            placeholder: "BYTES",
            default: "32",
          },
        },
      },
      docs: { brief: "Argon2id of a password as a PHC string, and back" },
    }),

  beacon: async () =>
    (await load<typeof import("./commands/beacon/routes.ts")>(
      import.meta.resolve("./commands/beacon/routes.ts"),
    )).beaconRoutes,

  deadman: async () =>
    (await load<typeof import("./commands/deadman/routes.ts")>(
      import.meta.resolve("./commands/deadman/routes.ts"),
    )).deadmanRoutes,

  statement: async () =>
    (await load<typeof import("./commands/statement/routes.ts")>(
      import.meta.resolve("./commands/statement/routes.ts"),
    )).statementRoutes,

  panic: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/panic.ts")>(
          import.meta.resolve("./commands/panic.ts"),
        )).panic,
      parameters: {
        flags: { ...commonFlags, now: switchFlag("Do not ask for the word") },
        positional: {
          kind: "array",
          parameter: pathArgument("Vaults, volumes and outboxes", "FILE"),
          minimum: 1,
        },
      },
      docs: { brief: "Make files unreadable for ever: overwrite the keys, then all, then remove" },
    }),

  kat: () =>
    buildCommand({
      loader: async () =>
        (await load<typeof import("./commands/kat.ts")>(import.meta.resolve("./commands/kat.ts")))
          .kat,
      parameters: {
        flags: {
          json: commonFlags.json,
          only: {
            kind: "parsed",
            parse: String,
            brief: "Only this algorithm or check; may be given again",
            placeholder: "NAME",
            variadic: true,
            optional: true,
          },
          list: switchFlag("Only list what would be checked"),
          slow: switchFlag("Also the cases that take seconds"),
        },
        positional: { kind: "array", parameter: pathArgument("Publishers' files", "FILE|DIR") },
      },
      docs: { brief: "Check every primitive and format against known answers" },
    }),

  recovery: async () =>
    (await load<typeof import("./commands/recovery/routes.ts")>(
      import.meta.resolve("./commands/recovery/routes.ts"),
    )).recoveryRoutes,

  restore: async () =>
    (await load<typeof import("./commands/recovery/routes.ts")>(
      import.meta.resolve("./commands/recovery/routes.ts"),
    )).restoreCommand(),

  volume: async () =>
    (await load<typeof import("./commands/volume/routes.ts")>(
      import.meta.resolve("./commands/volume/routes.ts"),
    )).volumeRoutes,
};

const oneLine = (error: unknown) => reported(error).line;

const configuration = {
  name: "kelid",
  versionInfo: { currentVersion: VERSION },
  scanner: {
    caseStyle: "allow-kebab-for-camel",
    allowArgumentEscapeSequence: true,
    // Distances are computed for every flag, also when it is right: near ones are enough.
    distanceOptions: {
      threshold: 3,
      weights: { insertion: 1, deletion: 3, substitution: 2, transposition: 0 },
    },
  },
  documentation: { disableAnsiColor: true },
  localization: {
    text: {
      ...text_en,
      exceptionWhileRunningCommand: oneLine,
      exceptionWhileLoadingCommandFunction: oneLine,
      commandErrorResult: oneLine,
    },
  },
  determineExitCode: (error: unknown) => reported(error).exitCode,
} as const;

/** A parser, and what it is to parse. */
interface CommandLine {
  readonly app: Application<Context>;
  readonly inputs: readonly string[];
}

const all: Group = {
  routes,
  brief: "Post-quantum identities in a vault whose every passphrase opens a complete wallet",
};

/**
 * The parser for these arguments. Only the command that they name is built, and flags that ask for
 * help only where there may be one. Where no command is named, all are needed, for the help or for
 * a suggestion.
 */
export async function commandLine(args: readonly string[]): Promise<CommandLine> {
  let entry: Entry = all;
  let named = 0;
  while ("routes" in entry) {
    const next: Entry | undefined = await entryOf(entry, args[named] ?? "");
    if (!next) break;
    entry = next;
    named++;
  }
  const rest = args.slice(named);
  if (!("routes" in entry) && !rest.some((arg) => /^-([^-]|-help|-version)/.test(arg))) {
    return { app: buildApplication(entry, configuration, {}), inputs: rest };
  }
  // The first name keeps the others away; what it names is shown whole.
  const [first = ""] = args;
  const shown = named > 0 ? { ...all, routes: { [first]: routes[first] } } : all;
  const route = await routeOf(shown) as RouteMap<Context>;
  return { app: buildApplication(route, configuration), inputs: args };
}
