package staunch.http.proxy;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.ResponseHead;

/**
 * What of a head goes on (RFC 9110 §7.6): everything in its order and writing, but for what is meant for the next hop alone,
 * the framing, and {@code Host}, which the encoder writes. No state.
 */
final class ForwardedHead {
    /** For one connection only, whether {@code Connection} names them or not. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "upgrade");

    /** Whoever frames the message anew says it anew. */
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding", "host");

    /** What {@code Connection} may name without effect: fields that are no hop's own, and that a trick would drop. */
    private static final Set<String> END_TO_END = Set.of(
            "authorization", "cache-control", "content-type", "content-encoding", "cookie", "date", "expect", "via");

    private ForwardedHead() {}

    /** The fields of a request that go on; an upgrade that was asked for stays asked for. */
    static Fields ofRequest(RequestHead head, String viaName) {
        Fields.Builder fields = endToEnd(head.fields());
        upgradeOf(head)
                .ifPresent(protocol -> fields.add("Connection", "Upgrade").add("Upgrade", protocol));
        maxForwards(head)
                .filter(hops -> countsHops(head.method()))
                .ifPresent(hops -> fields.set("Max-Forwards", Long.toString(Math.max(0, hops - 1))));
        return fields.add("Via", via(head.version(), viaName)).build();
    }

    /** The fields of a response that go on. */
    static Fields ofResponse(ResponseHead head, String viaName) {
        return endToEnd(head.fields()).add("Via", via(head.version(), viaName)).build();
    }

    /** The fields of an interim response that go on. */
    static Fields ofInterim(ResponseHead head) {
        return endToEnd(head.fields()).build();
    }

    /** The protocol that the client wants to switch to; HTTP/2, which nobody here speaks, is not passed on. */
    static Optional<String> upgradeOf(RequestHead head) {
        return head.fields().members("Upgrade").stream()
                .filter(protocol -> !protocol.toLowerCase(Locale.ROOT).startsWith("h2"))
                .filter(head::asksForUpgradeTo)
                .findFirst();
    }

    /** Whether the request has passed the proxy of that name before. */
    static boolean hasPassed(RequestHead head, String viaName) {
        return head.fields().members("Via").stream().anyMatch(member -> member.endsWith(" " + viaName));
    }

    /** Whether the next hop that it may not take is the one behind this proxy (RFC 9110 §7.6.2). */
    static boolean endsHere(RequestHead head) {
        return countsHops(head.method())
                && maxForwards(head).filter(hops -> hops == 0).isPresent();
    }

    private static boolean countsHops(Method method) {
        return method.equals(Method.OPTIONS) || method.equals(Method.TRACE);
    }

    private static Optional<Long> maxForwards(RequestHead head) {
        return head.fields()
                .first("Max-Forwards")
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(Long::parseLong);
    }

    private static String via(HttpVersion version, String name) {
        return (version == HttpVersion.HTTP_1_0 ? "1.0 " : "1.1 ") + name;
    }

    private static Fields.Builder endToEnd(Fields fields) {
        Set<String> dropped = new TreeSet<>(HOP_BY_HOP);
        dropped.addAll(FRAMING);
        for (String named : fields.members("Connection")) {
            String name = named.toLowerCase(Locale.ROOT);
            if (!END_TO_END.contains(name)) {
                dropped.add(name);
            }
        }
        Fields.Builder kept = Fields.builder();
        for (Fields.Field field : fields) {
            if (!dropped.contains(field.name().toLowerCase(Locale.ROOT))) {
                kept.add(field.name(), field.value());
            }
        }
        return kept;
    }
}
