/**
 * `kelid hash`: Argon2id of a password as a PHC string, checking one, and costs for this machine.
 *
 * @module
 */
import { type Argon2Costs, checkCosts } from "../../lib/argon2/argon2id.ts";
import { calibrate } from "../../lib/argon2/calibrate.ts";
import { formatPhc, parsePhc, type PhcHash, verifyPhc } from "../../lib/argon2/phc.ts";
import { wipe } from "../../lib/bytes.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { openAnswers } from "../answers.ts";
import type { CommonFlags, Context } from "../context.ts";
import { stretchWith } from "../engine.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_USAGE } from "../errors.ts";
import { columns, print } from "../output.ts";
import { selfTest } from "../self_test.ts";

interface Flags extends CommonFlags {
  readonly verify?: string;
  readonly calibrate?: number;
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
  readonly length: number;
}

const SALT_BYTES = 16;

/** The command. The password is taken as typed: other programs' hashes know no folding. */
export async function hash(this: Context, flags: Flags): Promise<void> {
  const costs = { memoryKiB: flags.memory, passes: flags.passes, lanes: flags.lanes };
  if (flags.calibrate !== undefined) {
    return await propose(this, flags, flags.calibrate, flags.lanes);
  }
  const expected = flags.verify === undefined ? undefined : usage(() => parsePhc(flags.verify!));
  if (!expected) usage(() => checkCosts(costs));
  if (flags.length < 4 || flags.length > 1024) {
    throw new CliError("Cannot make such a hash: from 4 to 1024 bytes are possible", EXIT_USAGE);
  }
  await selfTest(this.settings, ["argon2id"]);
  const answers = await openAnswers(flags);
  let password: Uint8Array | undefined;
  try {
    password = await answers.secret("Password: ");
    if (password.length === 0) throw new CliError("The password is empty", EXIT_USAGE);
    if (expected) return await check(flags, password, expected);
    const salt = this.settings.random(SALT_BYTES);
    const output = await at(costs)(password, salt, flags.length);
    const phc = formatPhc({ costs, salt, hash: output });
    print(flags, { phc }, [phc]);
  } finally {
    if (password) wipe(password);
    answers.close();
  }
}

async function check(flags: Flags, password: Uint8Array, expected: PhcHash): Promise<void> {
  if (!await verifyPhc(password, expected, at(expected.costs))) {
    throw new CliError("The password does not match the hash", EXIT_FAILED_CHECK);
  }
  print(flags, { matches: true }, ["The password matches the hash"]);
}

async function propose(
  context: Context,
  flags: Flags,
  seconds: number,
  lanes: number,
): Promise<void> {
  if (!(seconds > 0 && seconds <= 3600)) {
    throw new CliError("Cannot calibrate: more than 0 and at most 3600 seconds", EXIT_USAGE);
  }
  usage(() => checkCosts({ memoryKiB: 65_536, passes: 1, lanes }));
  const measure = async (costs: Argon2Costs) => {
    const start = context.settings.clock();
    await at(costs)(new Uint8Array(16), new Uint8Array(SALT_BYTES), 32);
    return (context.settings.clock() - start) / 1000;
  };
  const proposal = await calibrate(seconds, lanes, measure);
  const { memoryKiB, passes } = proposal.costs;
  print(flags, { ...proposal.costs, seconds: proposal.seconds }, [
    ...columns([
      ["Memory", `${memoryKiB} KiB`],
      ["Passes", String(passes)],
      ["Lanes", String(lanes)],
      ["Takes", `${proposal.seconds.toFixed(2)} s here`],
    ]),
    `kelid hash --memory ${memoryKiB} --passes ${passes} --lanes ${lanes}`,
  ]);
}

function at(costs: Argon2Costs) {
  return stretchWith({ costs, count: uncounted });
}

function usage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CliError((error as Error).message, EXIT_USAGE);
  }
}
