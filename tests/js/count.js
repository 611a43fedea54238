// Counts the segments of each text of a JSON list on standard input, as Twilio's own calculator does.
"use strict";

const { SegmentedMessage } = require("sms-segments-calculator");

const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const counts = texts.map((text) => new SegmentedMessage(text).segmentsCount);
process.stdout.write(JSON.stringify(counts));
