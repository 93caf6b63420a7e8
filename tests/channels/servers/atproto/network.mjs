// The whole network on loopback: PDS, directory, and the view (AppView) with its index, for the soak.
//
// Started in the folder it is installed in, with DB_POSTGRES_URL and REDIS_HOST set:
//   node network.mjs PDS_PORT PLC_PORT
// Reads commands from stdin: `settle` answers when the view has seen everything written so far; `quit`.

import { createRequire } from 'node:module'
import net from 'node:net'
import readline from 'node:readline'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  // The servers would bind every interface.
  const done = rest.find((part) => typeof part === 'function')
  return listen.call(this, { port: Number(port?.port ?? port ?? 0), host: '127.0.0.1' }, done)
}

const require = createRequire(process.cwd() + '/')
const { TestNetwork } = require('@atproto/dev-env')

const [pdsPort, plcPort] = process.argv.slice(2)
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')

const network = await TestNetwork.create({
  dbPostgresSchema: 'network',
  pds: { port: Number(pdsPort), hostname: 'localhost' },
  plc: { port: Number(plcPort) },
})
say({ started: network.pds.url, directory: network.plc.url })
for await (const command of readline.createInterface({ input: process.stdin })) {
  if (command === 'settle') {
    await network.processAll()
    say({ settled: true })
  }
  if (command === 'quit') break
}
await network.close()
process.exit(0)
