/**
 * `kelid recovery request`: from a new vault, asks the guardians of a lost one for their shares.
 *
 * @module
 */
import { equalBytes, wipe } from "../../../lib/bytes.ts";
import { hybridKemPublicKeys } from "../../../lib/hybrid/kem.ts";
import { identityHash, type PublicIdentity } from "../../../lib/identity/identity.ts";
import { compareWords } from "../../../lib/recovery/compare_words.ts";
import { encodeContent, requestId } from "../../../lib/recovery/contents.ts";
import { sealingKeys, SECRET_BYTES, wipeKeys } from "../../../lib/recovery/keys.ts";
import { writePaperApproval } from "../../../lib/recovery/member_messages.ts";
import { sealMessage } from "../../../lib/recovery/message.ts";
import { shareToBytes } from "../../../lib/recovery/share_bytes.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { print } from "../../output.ts";
import { readIdentity } from "../../signer.ts";
import { OutputFolder } from "./output_folder.ts";
import { askShare } from "./share_input.ts";
import { changing, nameOf } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
}

/** What is asked of whom. */
interface Asked {
  readonly secret: Uint8Array;
  readonly guardians: readonly { name: string; identity: PublicIdentity }[];
  /** The bytes of shares on paper. */
  readonly paper: readonly Uint8Array[];
}

/** What was written. */
interface Written {
  readonly words: string;
  readonly files: readonly { guardian: string; file: string; approvals: string[] }[];
}

/** The command. */
export async function request(this: Context, flags: Flags): Promise<void> {
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const answers = await openAnswers(flags);
  try {
    const { words, files } = await changing(this, flags, answers, async (contents) => {
      const fresh = !contents.request || await askFresh(answers);
      const secret = fresh ? this.settings.random(SECRET_BYTES) : contents.request!.slice();
      const guardians = await askGuardians(answers, contents);
      const paper = await askPaper(answers);
      contents.request = secret.slice();
      return await write(this, { secret, guardians, paper }, folder);
    });
    folder.finish();
    print(flags, { words, files }, [
      ...files.flatMap(({ guardian, file, approvals }) => [
        `${guardian}: ${file}`,
        ...approvals.map((path) => `${guardian}, approval from paper: ${path}`),
      ]),
      `Read each guardian these words, by voice: ${words}`,
    ]);
  } finally {
    folder.discard();
    answers.close();
  }
}

async function askFresh(answers: Answers): Promise<boolean> {
  return await answers.choose("A request was made from here before. Which one is this?", [
    ["same", "The same one, for guardians who have not got it"],
    ["new", "A new one; shares released for the old one can no longer be collected"],
  ]) === "new";
}

async function askGuardians(answers: Answers, contents: Contents): Promise<Asked["guardians"]> {
  const guardians: { name: string; identity: PublicIdentity }[] = [];
  answers.note("Ask your guardians for their identity files; nothing here remembers who they are.");
  for (;;) {
    const number = guardians.length + 1;
    const path = await answers.line(`Identity file of guardian ${number} (empty: no more): `);
    if (path.trim() === "") break;
    try {
      const identity = await readIdentity(path.trim());
      const hash = identityHash(identity);
      if (guardians.some((one) => equalBytes(identityHash(one.identity), hash))) {
        throw new CliError("This guardian was named already", EXIT_USAGE);
      }
      guardians.push({ name: nameOf(contents, hash), identity });
    } catch (error) {
      if (!answers.interactive || !(error instanceof CliError)) throw error;
      answers.note(error.message);
    }
  }
  if (guardians.length > 0) return guardians;
  throw new CliError("Nobody is asked: shares on paper alone need no request", EXIT_USAGE);
}

/** Shares on paper count as approvals, which whoever has their words can make. */
async function askPaper(answers: Answers): Promise<Uint8Array[]> {
  const paper: Uint8Array[] = [];
  answers.note("Shares that people with paper have given you count as approved.");
  const take = (share: Parameters<typeof shareToBytes>[0]) => {
    paper.push(shareToBytes(share));
    wipe(share.value);
  };
  while (await askShare(answers, `Share on paper ${paper.length + 1} (empty: no more): `, take));
  return paper;
}

async function write(
  context: Context,
  { secret, guardians, paper }: Asked,
  folder: OutputFolder,
): Promise<Written> {
  const keys = await sealingKeys(secret, "request");
  const { random } = context.settings;
  try {
    const content = { reply: await hybridKemPublicKeys(keys) };
    const id = requestId(content);
    const files = [];
    for (const { name, identity } of guardians) {
      const message = { kind: "request", content: encodeContent("request", content) } as const;
      const file = folder.write(await sealMessage(message, identity, random));
      const approvals = [];
      for (const share of paper) {
        approvals.push(folder.write(await writePaperApproval(share, id, identity, random)));
      }
      files.push({ guardian: name, file, approvals });
    }
    return { words: compareWords(id), files };
  } finally {
    wipe(secret, ...paper);
    wipeKeys(keys);
  }
}
