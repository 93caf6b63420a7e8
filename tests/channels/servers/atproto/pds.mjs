// A personal data server (PDS) with its directory (PLC) on loopback, for the channel's tests.
//
// Started in the folder it is installed in: node pds.mjs PDS_PORT PLC_PORT DATA_FOLDER
// Reads commands from stdin, a line each (stop, start, quit), and answers each with a line of JSON.
// The directory lives in memory and goes on while the PDS is stopped; the PDS keeps its data.

import { createRequire } from 'node:module'
import net from 'node:net'
import readline from 'node:readline'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  // The servers would bind every interface.
  const done = rest.find((part) => typeof part === 'function')
  return listen.call(this, { port: Number(port?.port ?? port), host: '127.0.0.1' }, done)
}

const require = createRequire(process.cwd() + '/')
const { TestPds, TestPlc, mockNetworkUtilities } = require('@atproto/dev-env')

const [pdsPort, plcPort, folder] = process.argv.slice(2)
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')

const settings = (plc) => ({
  didPlcUrl: plc.url,
  port: Number(pdsPort),
  dataDirectory: folder,
  blobstoreDiskLocation: folder + '/blobs',
  // The same after a restart, so that accounts made before it can still be changed.
  plcRotationKeyK256PrivateKeyHex: '7a'.repeat(32),
})

const plc = await TestPlc.create({ port: Number(plcPort) })
let pds = null

const start = async () => {
  pds = await TestPds.create(settings(plc))
  mockNetworkUtilities(pds)
  say({ started: pds.url, directory: plc.url })
}

const stop = async () => {
  await pds?.close()
  pds = null
  say({ stopped: true })
}

await start()
for await (const command of readline.createInterface({ input: process.stdin })) {
  if (command === 'stop') await stop()
  if (command === 'start') await start()
  if (command === 'quit') break
}
await pds?.close()
await plc.close()
process.exit(0)
