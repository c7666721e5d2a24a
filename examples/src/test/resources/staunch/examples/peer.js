// Node's tls as a peer of Staunch: peer.js client|server VERSION AUTHORITY CHAIN KEY LENGTH ENDS_FIRST [PORT DATA ANSWER]
//
// A client sends DATA on two connections, the second of which resumes the first, and writes what comes back to ANSWER. A
// server sends back LENGTH bytes. With ENDS_FIRST the client ends its direction before it is answered.
'use strict';
const fs = require('fs');
const tls = require('tls');

const [role, version, authority, chain, key, length, endsFirst, port, dataFile, answerFile] = process.argv.slice(2);
const options = {
  minVersion: 'TLSv' + version,
  maxVersion: 'TLSv' + version,
  ca: fs.readFileSync(authority),
  cert: fs.readFileSync(chain),
  key: fs.readFileSync(key),
  allowHalfOpen: true,
};

function connect(session) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    let latest = session;
    const socket = tls.connect({ ...options, host: '127.0.0.1', port, servername: 'localhost', session });
    socket.on('session', (fresh) => { latest = fresh; });
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('end', () => {
      socket.end();
      console.log('resumed', socket.isSessionReused());
      resolve({ answer: Buffer.concat(pieces), session: latest });
    });
    socket.write(fs.readFileSync(dataFile));
    if (endsFirst === 'true') {
      socket.end();
    }
  });
}

async function client() {
  const first = await connect();
  const second = await connect(first.session);
  fs.writeFileSync(answerFile, Buffer.concat([first.answer, second.answer]));
}

function serve(socket) {
  const pieces = [];
  let left = Number(length);
  socket.on('error', (error) => console.log(String(error)));
  socket.on('data', (piece) => {
    if (endsFirst === 'true') {
      pieces.push(piece);
      return;
    }
    socket.write(piece);
    left -= piece.length;
    if (left === 0) {
      socket.end();
    }
  });
  socket.on('end', () => {
    if (endsFirst === 'true') {
      socket.end(Buffer.concat(pieces));
    }
  });
}

if (role === 'client') {
  client();
} else {
  const server = tls.createServer({ ...options, requestCert: true, rejectUnauthorized: true }, serve);
  server.listen(0, '127.0.0.1', () => console.log('listening on', server.address().port));
}
