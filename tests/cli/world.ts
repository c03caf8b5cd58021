/**
 * A vault that the tests start from: a real compartment, a decoy, and a duress compartment whose
 * opening ends the real one. The library makes it, which takes no second; init_test.ts makes such
 * vaults with the program.
 *
 * @module
 */
import { argon2id } from "../../lib/argon2/argon2id.ts";
import { utf8 } from "../../lib/bytes.ts";
import { encodeIdentity } from "../../lib/identity/identity.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { foldPassphrase } from "../../lib/passphrase/fold.ts";
import { systemRandom } from "../../lib/random.ts";
import {
  type Contents,
  decodeContents,
  encodeContents,
  newContents,
} from "../../lib/vault/contents.ts";
import { parseVault } from "../../lib/vault/file.ts";
import { type Geometry, slotBytes } from "../../lib/vault/geometry.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { type Compartment, VaultSession } from "../../lib/vault/session.ts";
import { deriveKeys } from "../../lib/wallet/keys.ts";
import type { WalletRecord } from "../../lib/wallet/record.ts";
import { walletSeed } from "../../lib/wallet/seed.ts";
import { Folder, kelid, type Outcome } from "./kelid.ts";

/** Passphrases that no estimate calls weak. */
export const REAL = "velvet canyon mosquito eleven ladder orbit";
export const DECOY = "granite teapot whistle forty marble swan";
export const DURESS = "copper lantern drizzle nine puzzle heron";
export const NEW = "walnut meadow thunder seven ribbon otter";
export const WALLET = "amber saddle monsoon twelve violin crane";
export const WRONG = "nobody ever chose this one";

/** The size and the costs of tests/light_main.ts. */
export const GEOMETRY: Geometry = { slots: 6, rows: 48 };
const COSTS = { memoryKiB: 256, passes: 1, lanes: 1 };
const OPTIONS = { geometry: GEOMETRY, random: systemRandom, count: uncounted };

/** The vault and the identity files that its compartments give away. */
export interface World {
  readonly vault: Uint8Array;
  readonly real: string;
  readonly decoy: string;
  readonly duress: string;
}

let made: Promise<World> | undefined;

/** The vault, made when it is first asked for. */
export function world(): Promise<World> {
  return made ??= make();
}

async function make(): Promise<World> {
  const [real, decoy, duress] = [someWallet(), someWallet(), someWallet()];
  return {
    vault: await vaultOf([[REAL, real], [DECOY, decoy], [DURESS, duress]], true),
    real: await identityOf(real),
    decoy: await identityOf(decoy),
    duress: await identityOf(duress),
  };
}

/**
 * A light vault with a compartment for each passphrase and wallet.
 *
 * @param tripwire whether the opening of the last one ends the first one
 */
export async function vaultOf(
  compartments: readonly (readonly [passphrase: string, wallet: WalletRecord])[],
  tripwire: boolean,
): Promise<Uint8Array> {
  const session = VaultSession.create(OPTIONS);
  const slots: number[] = [];
  for (const [passphrase, wallet] of compartments) {
    const root = await stretched(passphrase, session.salt);
    slots.push(session.add(root, encodeContents(newContents(wallet))).slot);
  }
  if (tripwire) session.setPeers(slots[0], slots.slice(-1));
  return session.save();
}

/** A wallet with random words, and with random bytes for the key that is slow to derive. */
export function someWallet(): WalletRecord {
  return {
    source: "own",
    entropy: systemRandom(32),
    passphraseText: "",
    path: 6133,
    slhPublicKey: systemRandom(64),
  };
}

/** The identity file of a wallet's pseudonym 0. */
export async function identityOf(wallet: WalletRecord): Promise<string> {
  const seed = await walletSeed(wallet.entropy, wallet.passphraseText);
  return await encodeIdentity(await ownIdentity(seed, wallet, 0), deriveKeys(seed, 0));
}

/** Identity files of people who have no vault here. */
export function strangers(number: number): Promise<string[]> {
  return Promise.all(Array.from({ length: number }, () => identityOf(someWallet())));
}

function stretched(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return argon2id(foldPassphrase(utf8(passphrase)), salt, COSTS, 64);
}

/** Opens a compartment in the bytes of a light vault, without the program and without saving. */
export async function openBytes(
  vault: Uint8Array,
  passphrase: string,
): Promise<Compartment | undefined> {
  const parts = parseVault(vault, GEOMETRY);
  return new VaultSession(parts, OPTIONS).open(await stretched(passphrase, parts.salt));
}

/** What a compartment of a light vault file holds, or undefined if the passphrase opens nothing. */
export async function held(path: string, passphrase: string): Promise<Contents | undefined> {
  const compartment = await openBytes(Deno.readFileSync(path), passphrase);
  return compartment && decodeContents(compartment.content);
}

/** The offset of a compartment's slot in the file. */
export async function slotOffset(vault: Uint8Array, passphrase: string): Promise<number> {
  const compartment = await openBytes(vault, passphrase);
  if (!compartment) throw new Error("No compartment opened");
  return 32 + compartment.slot * slotBytes(GEOMETRY);
}

/** A folder with a copy of the vault and of the identity files, `real.id` and so on. */
export class Place extends Folder {
  readonly vault: string = this.at("vault");

  /** A place with a fresh copy of the {@linkcode world}. */
  static async make(): Promise<Place> {
    const place = new Place();
    const { vault, ...identities } = await world();
    Deno.writeFileSync(place.vault, vault, { mode: 0o600 });
    for (const [name, text] of Object.entries(identities)) place.write(`${name}.id`, text);
    return place;
  }

  /** Runs a command on the vault with answers. */
  run(args: readonly string[], ...answers: string[]): Promise<Outcome> {
    return kelid([args[0], "--vault", this.vault, ...args.slice(1)], { answers });
  }

  /** Whether a passphrase opens a compartment of the vault as it is now. */
  async opens(passphrase: string): Promise<boolean> {
    return await held(this.vault, passphrase) !== undefined;
  }

  /** The bytes of the vault. */
  bytes(): Uint8Array<ArrayBuffer> {
    return Deno.readFileSync(this.vault);
  }
}
