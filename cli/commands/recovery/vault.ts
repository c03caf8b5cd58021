/**
 * Opening a vault for a recovery command, and what most of them need of it.
 *
 * @module
 */
import { equalBytes, hex } from "../../../lib/bytes.ts";
import type { HybridKemSecretKeys } from "../../../lib/hybrid/kem.ts";
import { identityHash, type PublicIdentity } from "../../../lib/identity/identity.ts";
import { circleKeys } from "../../../lib/recovery/held.ts";
import { wipeKeys } from "../../../lib/recovery/keys.ts";
import { type Message, openMessage } from "../../../lib/recovery/message.ts";
import { formatGroups, membersOf, type Policy } from "../../../lib/recovery/policy.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { deriveKeys, wipeKeys as wipePseudonym } from "../../../lib/wallet/keys.ts";
import type { Answers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FILE } from "../../errors.ts";
import { changeContents } from "../../open_vault.ts";
import { MESSAGE_PRIMITIVES, selfTest, SHARE_PRIMITIVES } from "../../self_test.ts";
import { readIdentity } from "../../signer.ts";
import { withSeed } from "../../wallet_keys.ts";

/** Seconds since 1970, by the program's clock. */
export function seconds(context: Context): number {
  return Math.floor(context.settings.clock() / 1000);
}

/** As {@linkcode changeContents}, for a command that also seals, opens or signs. */
export async function changing<T>(
  context: Context,
  flags: VaultFlags,
  answers: Answers,
  work: (contents: Contents) => Promise<T>,
): Promise<T> {
  return await changeContents(
    context.settings,
    flags,
    answers,
    work,
    () => selfTest(context.settings, [...MESSAGE_PRIMITIVES, ...SHARE_PRIMITIVES]),
  );
}

/** A message and whose keys opened it. */
export interface Incoming {
  readonly message: Message;
  /** Places in `contents.held` whose circle opened it; none if the wallet's identity did. */
  readonly circles: readonly number[];
}

/**
 * Opens a file with everything that a guardian can open: the identity, and the circles of the
 * shares that are held.
 *
 * @throws {Refusal} if nothing opens it, or what is inside is not as it must be
 */
export async function openIncoming(
  file: Uint8Array,
  contents: Contents,
  pseudonym: number,
): Promise<Incoming> {
  const own = await withSeed(contents.wallet, async (seed) => {
    const keys = deriveKeys(seed, pseudonym);
    try {
      return await openMessage(file, keys);
    } finally {
      wipePseudonym(keys);
    }
  });
  if (own) return { message: own, circles: [] };
  let message: Message | undefined;
  const circles: number[] = [];
  for (const [place, held] of contents.held.entries()) {
    const keys: HybridKemSecretKeys = await circleKeys(held);
    const opened = await openMessage(file, keys).finally(() => wipeKeys(keys));
    if (!opened) continue;
    message = opened;
    circles.push(place);
  }
  if (message) return { message, circles };
  throw new Refusal(
    "unopened",
    "Cannot open the file: it is sealed neither to this wallet nor to a deal of a share held" +
      " here, or it was altered on the way",
  );
}

/** What a person is called: the name of the contact with that identity, or the start of its hash. */
export function nameOf(contents: Contents, hash: Uint8Array): string {
  const contact = contents.contacts.find((one) => equalBytes(one.identityHash, hash));
  return contact?.name ?? `identity ${hex(hash.subarray(0, 4))}`;
}

/** A member in words: its place, as people count. */
export function placeOf(policy: Policy, index: number): string {
  const { group, member } = membersOf(policy)[index];
  return policy.groups.length === 1
    ? `share ${member + 1}`
    : `group ${group + 1}, share ${member + 1}`;
}

/** A policy in words. */
export function policyText(policy: Policy): string {
  const { groups, groupThreshold } = policy;
  if (groups.length === 1) return `${groups[0].threshold} of ${groups[0].count}`;
  return `${formatGroups(policy)}, ${groupThreshold} of ${groups.length} groups`;
}

/**
 * The identity file of a guardian, held against the hash that was kept.
 *
 * @throws {CliError} if it cannot be read or is another identity
 */
export async function readGuardian(path: string, hash: Uint8Array): Promise<PublicIdentity> {
  const identity = await readIdentity(path);
  if (equalBytes(identityHash(identity), hash)) return identity;
  throw new CliError(`${path} is not the identity that the share was dealt to`, EXIT_FILE);
}
