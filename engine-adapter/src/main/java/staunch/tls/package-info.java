/**
 * TLS over any channel: a {@link staunch.reactor.Layer} for each role, and what they are configured with.
 *
 * <pre>{@code
 * TlsServer server = TlsServer.of(identity);                        // identity: staunch.tls.pki.Identity
 * reactor.listen(address, () -> server.over(new EchoHandler()));
 *
 * TlsClient client = TlsClient.trusting(TrustAnchors.fromJdk());
 * reactor.connect(address, client.to("example.org", 443).over(handler));
 * }</pre>
 *
 * <p>A {@link staunch.tls.TlsServer} or {@link staunch.tls.TlsClient} is meant to be shared by all connections: it holds
 * the contexts in which sessions are remembered. A client is immutable, and of a server only the identities change, by
 * {@link staunch.tls.TlsServer#reload}. Their {@link staunch.tls.TlsOptions} have safe
 * defaults: TLS 1.3 and 1.2, the peer of a client verified by chain and by name, renegotiation refused, deadlines and
 * bounds everywhere.
 *
 * <p>The application's handler is given a {@link staunch.reactor.Channel} like any other. {@code onOpen} comes when the
 * handshake is done; {@code onInputEnd} says whether the peer ended with close_notify ({@code CLEAN}) or was cut off
 * ({@code TRUNCATED}); what goes wrong arrives in {@code onClosed} as a {@link staunch.tls.TlsException} with a kind, the
 * alert, and a message that says what to do.
 *
 * <p>Who answers a client can depend on what it says first: a server with several identities chooses by name and key, a
 * {@link staunch.tls.HelloLayer} chooses among layers before there is any TLS, and {@link
 * staunch.tls.ApplicationProtocols} choose the handler by what ALPN has negotiated.
 *
 * <p>How bytes become records is told in {@link staunch.tls.record}; certificates, keys and trust are {@link
 * staunch.tls.pki}.
 */
@NullMarked
package staunch.tls;

import org.jspecify.annotations.NullMarked;
