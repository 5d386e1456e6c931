// A real sign-in service on the loopback: what it is to be comes as JSON in the first argument,
// its port goes to standard output, and it ends when its standard input does.
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const given = JSON.parse(process.argv[2])
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const port = server.address().port
  const issuer = `http://127.0.0.1:${port}`
  const provider = new Provider(issuer, {
    clients: given.clients.map((client) => ({
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
      ...client
    })),
    claims: { openid: ['sub'], cspo: Object.values(given.accounts).flatMap(Object.keys) },
    scopes: ['openid', 'cspo'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { IdToken: given.lasts_s, AccessToken: 600, AuthorizationCode: 60, Grant: 600, Interaction: 600, Session: 600 },
    jwks: { keys: given.keys },
    cookies: { keys: ['of a test'] },
    async findAccount(_, id) {
      const claims = given.accounts[id]
      return claims && { accountId: id, claims: async () => ({ sub: id, ...claims }) }
    }
  })
  server.on('request', provider.callback())
  console.log(port)
})
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
