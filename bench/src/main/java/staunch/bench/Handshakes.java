package staunch.bench;

import java.util.Optional;
import java.util.function.Function;
import staunch.tls.SessionOptions;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;

/**
 * Which handshakes to make.
 *
 * @param host the name that the server must prove to have
 * @param port its port
 * @param options what is spoken; of its sessions the number is set here
 * @param clients makes a client that believes whom it shall, and shows whom it shall
 * @param resumeShare the share of handshakes that shall resume, from 0 to 1
 * @param sessions how many sessions are kept for that: at least as many as handshakes that resume go on at once
 * @param request what is asked behind each handshake; empty for the handshake only
 * @param looksForRefusal whether, without a request, one handshake of each loop waits before all others for whether the server
 *     refuses it: in TLS 1.3 a client is done before its server is, which may want a certificate. If so, all wait
 */
public record Handshakes(
        String host,
        int port,
        TlsOptions options,
        Function<TlsOptions, TlsClient> clients,
        double resumeShare,
        int sessions,
        Optional<RequestText> request,
        boolean looksForRefusal) {
    /** Handshakes with a server that refuses none, as far as is known. */
    public Handshakes(
            String host,
            int port,
            TlsOptions options,
            Function<TlsOptions, TlsClient> clients,
            double resumeShare,
            int sessions,
            Optional<RequestText> request) {
        this(host, port, options, clients, resumeShare, sessions, request, false);
    }

    /** A copy that looks for a refusal behind the handshake. */
    public Handshakes lookingForRefusal() {
        return new Handshakes(host, port, options, clients, resumeShare, sessions, request, true);
    }

    Sessions sessionsOfOneOf(int loops) {
        int seats = resumeShare == 0 ? 0 : Math.max(1, (int) Math.ceil(sessions / (double) loops));
        int lifetimeSeconds = SessionOptions.DEFAULT.lifetimeSeconds();
        TlsClient full = clients.apply(options.withSessions(new SessionOptions(1, lifetimeSeconds)));
        TlsClient resuming = clients.apply(options.withSessions(new SessionOptions(2 * seats + 1, lifetimeSeconds)));
        return new Sessions(full, resuming, host, port, seats);
    }
}
