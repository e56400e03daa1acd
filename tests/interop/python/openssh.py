"""A key of OpenSSH, from ssh-keygen to a position that counts (docs/PROTOCOL.md 2.2, 2.5 and 2.7)."""
# SPDX-License-Identifier: Apache-2.0
import os
import tempfile
import traceback

from keys import SshKey, b64, new_key_text, position_text, unb64
from link import Link


async def is_added(walk, folder):
    """The person's device key signs for the new key, and the new one for itself."""
    link = await walk.log_in(walk.key.slug)
    new = SshKey(folder, walk.key.party)
    text = new_key_text(link.challenge["origin"], unb64(link.welcome["person"]), new, walk.key)
    key = {"algorithm": "ED25519", "publicKey": b64(new.public), "fingerprint": b64(new.fingerprint)}
    wrong = await link.command(addOwnKey={"key": key, "cosignature": walk.key.signed(text),
                                          "possession": new.signed(text, "sign-on@tocsin.example")})
    walk.same("a new key that signed for another purpose: BAD_SIGNATURE", wrong.get("refusal", {}).get("code"), "BAD_SIGNATURE")
    verdict = await link.command(addOwnKey={"key": key, "cosignature": walk.key.signed(text),
                                            "possession": new.signed(text, "key@tocsin.example")})
    walk.that("a key made by ssh-keygen is let in by the person's own key", "receipt" in verdict, verdict)
    await link.close()
    return new


async def signs(walk, new):
    link = await Link.open(walk.url, walk.subprotocol)
    welcome = await link.log_in(new)
    walk.same("ssh-keygen -Y sign logs its person in", (welcome["party"], unb64(welcome["keyFingerprint"])),
              (walk.key.party, new.fingerprint))
    await link.send(askChallenge={})
    link.challenge = await link.expect("challenge")
    await link.send(authenticate=link.authenticate(new))
    verified = await link.expect("verified")
    walk.that("asked again who is there, it says until when", int(verified["until"]) > int(link.challenge["serverTime"]), verified)

    text = position_text(link.challenge["origin"], new, walk.procedure, "sign")
    wrong = await link.command(takePosition={"signedText": new.signed(text, "auth@tocsin.example")})
    walk.same("a position signed as a log-in: BAD_SIGNATURE", wrong.get("refusal", {}).get("code"), "BAD_SIGNATURE")
    verdict = await link.command(takePosition={"signedText": new.signed(text)})
    walk.that("ssh-keygen -Y sign takes its government's position", "receipt" in verdict, verdict)
    await link.close()
    if "receipt" not in verdict: return
    link = await walk.log_in("auditor")
    view = (await link.ask(showProcedure={"procedureId": walk.procedure["procedureId"]}))["procedure"]
    line = next(one for one in view["positions"] if one["party"] == walk.key.party)
    walk.same("and it stands", (line.get("stance"), line.get("leafHash")), ("SIGN", verdict["receipt"]["leafHash"]))
    await link.close()


async def walk(walk_):
    try:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
            await walk_.choose(both=False)
            await signs(walk_, await is_added(walk_, folder))
    except Exception:  # pylint: disable=broad-except
        walk_.that("the walk comes to its end", False, traceback.format_exc()[-400:])
    return walk_.checks.close()
