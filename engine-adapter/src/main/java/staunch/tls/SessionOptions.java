package staunch.tls;

/**
 * What a {@link TlsClient} or {@link TlsServer} remembers of its connections, so that a later one can continue their
 * session: with an abbreviated handshake, without certificates and their signatures.
 *
 * <p>Whether one did says {@link staunch.reactor.Security#resumed}, at both ends. Engines do not tell; it is read off the
 * two hellos, which are in the clear with every provider. In TLS 1.3 the session is a continued one if the ServerHello, not
 * a HelloRetryRequest before it, selects a pre-shared key (RFC 8446 §4.2.11); in TLS 1.2 if it echoes the session id that
 * the client offered (RFC 5246 §7.4.1.3), as it does for a ticket too (RFC 5077 §3.4). The certificates that a continued
 * session shows are those of the handshake that began it.
 *
 * <p>In TLS 1.2 the server remembers a session under its id, or hands all of it to the client in an encrypted ticket (RFC
 * 5077); in TLS 1.3 the client offers a pre-shared key (RFC 8446 §2.2). Which way is gone is the provider's affair:
 *
 * <pre>
 *               server, TLS 1.2   server, TLS 1.3     client, TLS 1.2   client, TLS 1.3
 *   SunJSSE     ticket, else id   pre-shared key      id, ticket        pre-shared key, offered once
 *   BCJSSE      id                no resumption       id                no resumption
 *   Conscrypt   ticket, else id   pre-shared key      id, ticket        pre-shared key, offered once
 * </pre>
 *
 * A server that issues tickets holds no sessions, only the key that opens its tickets, which is its own and dies with it.
 * That SunJSSE shall hold them instead, and how many tickets it issues for each connection of TLS 1.3, can be told to the
 * whole process only, at its start: {@code -Djdk.tls.server.enableSessionTicketExtension=false} and, on JDK 25,
 * {@code -Djdk.tls.server.newSessionTicketCount=N}.
 *
 * <p>A ticket of TLS 1.3 is offered once, so that nobody can tell by it that two connections come from one client (RFC 8446
 * §C.4). Of several connections that begin at once, each needs one of its own; those that find none make a full handshake
 * and bring one home. A client thus resumes as many connections at once as it had at once before, with SunJSSE up to 64
 * to each server.
 *
 * <p>A session is resumed only by the client or server that began it, so never with other trust, another identity or
 * another idea of what must be checked; by clients only to the same host and port. It survives a connection that was cut
 * off or reset.
 *
 * @param maxSessions how many sessions to remember, on a server those that no ticket holds; then those give way that were
 *     not used for longest. 0: none, and nothing is ever resumed
 * @param lifetimeSeconds how long after its full handshake a session may be continued, in seconds; at most a week (RFC 8446
 *     §4.6.1)
 */
public record SessionOptions(int maxSessions, int lifetimeSeconds) {
    private static final int MAX_LIFETIME_SECONDS = 7 * 24 * 60 * 60;

    /** 20,480 sessions, for a day: what the JDK has by default. */
    public static final SessionOptions DEFAULT = new SessionOptions(20_480, 24 * 60 * 60);

    /**
     * No resumption: each connection has a context of its own, which knows of no other. A server may all the same issue
     * tickets; it is unable to open them later.
     */
    public static final SessionOptions OFF = new SessionOptions(0, DEFAULT.lifetimeSeconds);

    /** Refuses fewer than 0 sessions, and lifetimes below a second or above a week. */
    public SessionOptions {
        if (maxSessions < 0) {
            throw new IllegalArgumentException("maxSessions must be at least 0 (no resumption), was " + maxSessions);
        }
        if (lifetimeSeconds < 1 || lifetimeSeconds > MAX_LIFETIME_SECONDS) {
            throw new IllegalArgumentException("lifetimeSeconds must be from 1 to " + MAX_LIFETIME_SECONDS
                    + " (a week), was " + lifetimeSeconds + "; for no resumption use SessionOptions.OFF");
        }
    }

    /** Whether sessions are never resumed. */
    public boolean isOff() {
        return maxSessions == 0;
    }
}
