// Node's fetch as a peer of Staunch: http_peer.js URL AUTHORITY QUESTIONS ANSWER
//
// As http_peer.py. The authority is taken from NODE_EXTRA_CA_CERTS.
'use strict';
const fs = require('fs');
const { Readable } = require('stream');

const [url, , questions, answer] = process.argv.slice(2);

async function ask(number, [method, path, body, need, ...fields]) {
  const options = { method, headers: fields.map((field) => field.split(': ')) };
  if (need === 'CHUNKED_UPLOAD') {
    options.body = Readable.toWeb(fs.createReadStream(body));
    options.duplex = 'half';
  } else if (body !== '-') {
    options.body = fs.readFileSync(body);
  }
  const response = await fetch(url + path, options);
  fs.writeFileSync(`${answer}.${number}.body`, Buffer.from(await response.arrayBuffer()));
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\n`);
  fs.writeFileSync(`${answer}.${number}.head`, `HTTP/1.1 ${response.status}\n` + lines.join(''));
}

async function main() {
  const asked = fs.readFileSync(questions, 'utf8').trimEnd().split('\n\n');
  for (const [number, question] of asked.entries()) {
    await ask(number, question.split('\n'));
    await new Promise(setImmediate); // for the connection to be free again
  }
}

main().catch((failure) => { console.error(failure); process.exit(1); });
