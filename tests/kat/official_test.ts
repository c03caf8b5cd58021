import assert from "node:assert/strict";
import { type FileReport, type OfficialFile, runOfficial } from "../../lib/kat/official.ts";
import { CHECKS } from "../../lib/kat/registry.ts";
import { officialFolder, officialTest, officialText } from "../official.ts";
import { OFFICIAL_TOTALS } from "./official_totals.ts";

const options = { checks: CHECKS, slow: false, clock: () => 0 };

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}

/** Every file in the folder, by its path inside. */
function allFiles(path = ""): OfficialFile[] {
  const entries = [...Deno.readDirSync(`${officialFolder}/${path}`)]
    .sort((a, b) => a.name < b.name ? -1 : 1);
  return entries.flatMap(({ name, isDirectory }) => {
    const inside = path === "" ? name : `${path}/${name}`;
    if (isDirectory) return allFiles(inside);
    return [{ name: inside, text: officialText(inside), named: false }];
  });
}

if (officialFolder === undefined) {
  const files = OFFICIAL_TOTALS.filter(([, cases]) => cases > 0);
  const cases = sum(files, ([, count]) => count);
  Deno.stderr.writeSync(new TextEncoder().encode(
    `${files.length} official files with ${cases} cases were not run: KELID_VECTORS names no folder\n`,
  ));
}

/** Reasons and counts over all files. */
const NOT_RUN = {
  "Zcash's rules before ZIP 215 are not offered": 196,
  "it has no Eip155 form": 85,
  "it takes seconds, and slow cases were not asked for": 5,
  "noble refuses to pre-hash with a hash too weak for ...": 57,
  "scure has no list for ...": 96,
  "the file does not give the randomness of its hedged signature": 12,
  "the library draws a key on P-256 from another number of random bytes": 2,
  "the library has no binary curves": 100,
  "the program does not do HPKE's key schedule": 195,
  "the program does not sign typed data": 131,
  "the program does not use ...": 63,
  "the program does not use this KEM": 4,
  "the program does not write ICAP addresses": 259,
};

let reports: FileReport[] = [];

officialTest("every official file runs to its last case, and nothing fails", async () => {
  reports = await runOfficial(allFiles(), options);
  for (const report of reports) {
    assert.equal(report.error, undefined, report.file);
    for (const row of report.rows) {
      assert.deepEqual(row.failures, [], `${report.file}, ${row.check}`);
    }
    assert.equal(report.cases - report.run, sum(report.notRun, ({ count }) => count), report.file);
  }
  const totals = reports.map(({ file, cases, run }) => [file, cases, run]);
  assert.deepEqual(totals, OFFICIAL_TOTALS);
});

officialTest("of the cases that are not run, every one has its reason", () => {
  const reasons = new Map<string, number>();
  for (const { reason, count } of reports.flatMap((report) => report.notRun)) {
    const general = reason.replace(/(?<=does not use |list for |for )[a-z\d-]+$/i, "...");
    reasons.set(general, (reasons.get(general) ?? 0) + count);
  }
  assert.deepEqual(Object.fromEntries(reasons), NOT_RUN);
});

officialTest("the slow cases of Botan's file, which sign with SLH-DSA, pass too", async () => {
  const name = "slhdsa/botan_slh_dsa.vec";
  const file = { name, text: officialText(name), named: true };
  const [report] = await runOfficial([file], { ...options, slow: true });
  assert.equal(report.run, 2);
  assert.deepEqual(report.rows.flatMap((row) => row.failures), []);
});

officialTest("one inverted bit in a publisher's file fails, and the case is named", async () => {
  const table: readonly [file: string, from: RegExp, place: RegExp][] = [
    ["acvp/ML-KEM-keyGen-FIPS203.ML-KEM-1024.json", /(?<="ek": ?")[0-9A-F]/, /group 3, case 51/],
    ["wycheproof/x25519_test.json", /(?<="shared"\s*:\s*")[0-9a-f]/, /group 1, case 1\b/],
    ["slip39/vectors.json", /bb54aac4/, /case 1: /],
    ["bip32/bip32.json", /xpub661MyMwAqRbcFtX/, /seed 1, chain 1/],
    ["argon2/phc-kats-argon2id.txt", /(?<=Tag: )0/, /section 1/],
    ["elligator/elligator.org_curve25519_direct.vec", /(?<=\n)04d44290/, /case 2/],
    ["rfc/rfc9496-ristretto255.json", /e2f2ae0a/, /multiple 2/],
    ["slhdsa/botan_slh_dsa.vec", /(?<=SHA2-256s\nseed = .*\nmsg = .*\npk = )[0-9A-F]/, /case 9/],
  ];
  for (const [name, from, place] of table) {
    const text = officialText(name);
    const changed = text.replace(
      from,
      (found) => String.fromCharCode(found.charCodeAt(0) ^ 1) + found.slice(1),
    );
    assert.notEqual(changed, text, name);
    const [report] = await runOfficial([{ name, text: changed, named: true }], options);
    const failures = report.rows.flatMap((row) => row.failures);
    assert.ok(failures.length > 0, name);
    assert.ok(
      failures.every((failure) => place.test(failure.case)),
      `${name}: ${failures[0].case}`,
    );
  }
});

officialTest(
  "a publisher's file that is cut off or has a wrong member is an error with the place",
  async () => {
    const table: readonly [file: string, change: (text: string) => string, error: RegExp][] = [
      ["acvp/ML-DSA-keyGen-FIPS204.ML-DSA-87.json", (text) => text.slice(0, 5000), /broken JSON/],
      [
        "acvp/ML-DSA-keyGen-FIPS204.ML-DSA-87.json",
        (text) => text.replace('"seed"', '"sead"'),
        /^group 3, case 51: seed is missing$/,
      ],
      [
        "acvp/ML-KEM-encapDecap-FIPS203.ML-KEM-768.json",
        (text) =>
          text.replace('"testPassed": true', '"testPassed": "true"')
            .replace('"testPassed":true', '"testPassed":"true"'),
        /^group \d+, case \d+: true or false is missing$/,
      ],
      [
        "wycheproof/hkdf_sha256_test.json",
        (text) => text.replace(/"result"\s*:\s*"valid"/, '"result": "perhaps"'),
        /^group 1, case 1: the result perhaps is not known$/,
      ],
      [
        "wycheproof/hkdf_sha256_test.json",
        (text) => text.replace(/"numberOfTests"\s*:\s*86/, '"numberOfTests": 87'),
        /^it says 87 cases and has 86$/,
      ],
      [
        "bip39/vectors.json",
        (text) => text.replace('"00000000', '"0000000x'),
        /^english, case 1, member 1: /,
      ],
      [
        "argon2/phc-kats-argon2id.txt",
        (text) => text.replace("Tag: ", "Tug: "),
        /^section 1: Tag is missing$/,
      ],
      [
        "elligator/elligator.org_curve25519_direct.vec",
        (text) => text.slice(0, -70),
        /^case 257: |^line \d+: /,
      ],
      [
        "slhdsa/botan_slh_dsa.vec",
        (text) => text.replace("\nmsg = ", "\nmsg "),
        /^case 1: a line is not/,
      ],
    ];
    for (const [name, change, error] of table) {
      const changed = change(officialText(name));
      assert.notEqual(changed, officialText(name), name);
      const [report] = await runOfficial([{ name, text: changed, named: false }], options);
      assert.match(report.error ?? "no error", error, name);
      assert.equal(report.run, 0);
    }
  },
);
