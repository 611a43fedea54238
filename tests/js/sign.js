// Signs each request of a JSON list on standard input with Twilio's own library: {url, token, form} or {url, token, body}.
// A JSON body is signed through its digest, which Twilio appends to the address.
"use strict";

const { getExpectedBodyHash, getExpectedTwilioSignature } = require("twilio");

function sign({ url, token, form, body }) {
  if (body === undefined) {
    return { url, signature: getExpectedTwilioSignature(token, url, form) };
  }
  const signed = `${url}${url.includes("?") ? "&" : "?"}bodySHA256=${getExpectedBodyHash(body)}`;
  return { url: signed, signature: getExpectedTwilioSignature(token, signed, {}) };
}

const requests = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(requests.map(sign)));
