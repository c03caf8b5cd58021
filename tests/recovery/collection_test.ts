import assert from "node:assert/strict";
import { equalBytes } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { encodeContent } from "../../lib/recovery/contents.ts";
import { signingKeys } from "../../lib/recovery/keys.ts";
import { sealMessage, signMessage } from "../../lib/recovery/message.ts";
import { Collection, openRelease } from "../../lib/recovery/collection.ts";
import type { HeldShare } from "../../lib/recovery/held_record.ts";
import { writeRelease } from "../../lib/recovery/member_messages.ts";
import { shareFromWords, shareToWords } from "../../lib/slip39/share.ts";
import { makeRequest, makeTestDeal, policy } from "./deals.ts";

/** Releases of held shares as the requester opens them. */
async function released(request: Awaited<ReturnType<typeof makeRequest>>, held: HeldShare[]) {
  return await Promise.all(held.map(async (one) => {
    return await openRelease(
      await writeRelease(one, request.content, systemRandom),
      request.secret,
    );
  }));
}

Deno.test("enough released shares give the secret, in any order", async () => {
  const { held, secret } = await makeTestDeal(policy(2, [2, 3], [2, 2]));
  const request = await makeRequest();
  const collection = new Collection();
  const first = await collection.takeReleases(await released(request, [held[4], held[0]]));
  assert.deepEqual(first, [{ index: 4 }, { index: 0 }]);
  assert.equal(collection.state.complete, false);
  await collection.takeReleases(await released(request, [held[3], held[2]]));
  assert.ok(equalBytes(await collection.state.combine(), secret));
});

Deno.test("a release opens with the secret of its request only", async () => {
  const { held } = await makeTestDeal(policy(1, [2, 3]));
  const [request, other] = [await makeRequest(), await makeRequest("other")];
  const file = await writeRelease(held[0], request.content, systemRandom);
  assert.ok(await openRelease(file, request.secret));
  const refused = {
    kind: "unopened",
    message: "Cannot read the release: it answers another request, or was altered on the way",
  };
  await assert.rejects(openRelease(file, other.secret), refused);
  await assert.rejects(openRelease(file.with(9000, file[9000] ^ 1), request.secret), refused);
});

Deno.test("a share of an older deal is named, also if it comes first", async () => {
  const { held, secret } = await makeTestDeal(policy(1, [3, 5]));
  const older = await makeTestDeal(policy(1, [3, 5]), { name: "older", secret });
  const request = await makeRequest();
  const releases = await released(request, [older.held[0], held[1], held[2], held[3]]);
  const collection = new Collection();
  const [first, ...others] = await collection.takeReleases(releases);
  assert.equal(
    first.refusal?.message,
    "Cannot use the share: it is of another deal than the others, perhaps an older one",
  );
  assert.deepEqual(others.map(({ index }) => index), [1, 2, 3]);
  assert.ok(equalBytes(await collection.state.combine(), secret));
});

Deno.test("a forged share is named, and the others still give the secret", async () => {
  const { held, secret } = await makeTestDeal(policy(1, [2, 3]));
  const request = await makeRequest();
  const share = held[0].share.with(10, held[0].share[10] ^ 1);
  const moved = held[1].share.with(4, held[0].share[4]);
  const [forged, misplaced, ...good] = await released(request, [
    { ...held[0], share },
    { ...held[0], share: moved },
    held[1],
    held[2],
  ]);
  const collection = new Collection();
  const results = await collection.takeReleases([forged, misplaced, ...good]);
  for (const { refusal } of results.slice(0, 2)) {
    assert.equal(
      refusal?.message,
      "Cannot use the share: it is not the one that was dealt to this member",
    );
  }
  assert.deepEqual(results.slice(2).map(({ index }) => index), [1, 2]);
  assert.ok(equalBytes(await collection.state.combine(), secret));
});

Deno.test("a release must be signed by the member whose share it is", async () => {
  const { held } = await makeTestDeal(policy(1, [2, 3]));
  const request = await makeRequest();
  const { dealKeyHash, share, terms } = held[0];
  const content = encodeContent("release", { dealKeyHash, share, terms });
  const other = await signingKeys(held[1].share, "approval");
  const signed = await signMessage("release", content, other, request.content.reply);
  const file = await sealMessage(signed, request.content.reply, systemRandom);
  const [{ refusal }] = await new Collection().takeReleases([
    await openRelease(file, request.secret),
  ]);
  assert.equal(refusal?.message, "Cannot use the share: another member has signed its release");
});

Deno.test("a share that comes twice counts once", async () => {
  const { held } = await makeTestDeal(policy(1, [2, 3]));
  const request = await makeRequest();
  const collection = new Collection();
  const results = await collection.takeReleases(await released(request, [held[0], held[0]]));
  assert.deepEqual(results[0], { index: 0 });
  assert.equal(results[1].refusal?.message, "Cannot use share 2: it is share 1 again");
});

Deno.test("shares on paper and released ones go together", async () => {
  const { held, dealt, secret } = await makeTestDeal(policy(1, [2, 3]), { paper: [2] });
  const older = await makeTestDeal(policy(1, [2, 3]), { name: "older", secret });
  const onPaper = (share: Parameters<typeof shareToWords>[0]) =>
    shareFromWords(shareToWords(share));
  const request = await makeRequest();
  const collection = new Collection();
  await collection.takeReleases(await released(request, [held[0]]));
  await assert.rejects(collection.takePaper(onPaper(older.dealt.shares[2])), { kind: "forged" });
  assert.equal(await collection.takePaper(onPaper(dealt.shares[2])), 2);
  assert.ok(equalBytes(await collection.state.combine(), secret));

  const paperOnly = new Collection();
  assert.equal(await paperOnly.takePaper(onPaper(dealt.shares[2])), undefined);
  await assert.rejects(paperOnly.takePaper(onPaper(older.dealt.shares[1])), { kind: "identifier" });
  await paperOnly.takePaper(onPaper(dealt.shares[1]));
  assert.ok(equalBytes(await paperOnly.state.combine(), secret));
});

Deno.test("wiping overwrites the shares that were taken in", async () => {
  const { held } = await makeTestDeal(policy(1, [2, 3]));
  const collection = new Collection();
  await collection.takeReleases(await released(await makeRequest(), [held[0]]));
  collection.wipe();
  assert.equal(collection.state.size, 0);
});
