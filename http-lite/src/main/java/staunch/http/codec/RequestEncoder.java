package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * Writes requests into buffers that it is given, one at a time: one of the three ways to begin, the body, {@link #end}. See
 * {@link MessageEncoder}.
 *
 * <pre>
 *  begin               no body (POST, PUT and PATCH say Content-Length: 0)
 *  beginLength         Content-Length
 *  beginUnknownLength  chunks
 * </pre>
 */
public final class RequestEncoder extends MessageEncoder {
    private static final byte[] VERSION_AND_HOST = Octets.bytes(" HTTP/1.1\r\nHost: ");
    private static final int SPACE_AND_CRLF_BYTES = 3;

    /** An encoder at the beginning of a connection. */
    public RequestEncoder() {}

    /**
     * Writes the head of a request without a body.
     *
     * @param target in the form that the receiver wants: a path for a server, an absolute URI for a proxy, host and port for
     *     CONNECT
     * @param authority the value of Host: host, and port unless it is the scheme's own
     * @param fields without Host, Content-Length and Transfer-Encoding
     * @return false if it did not fit
     * @throws IllegalArgumentException if the target or the authority holds a character that it must not, or the fields one
     *     of those three
     * @throws IllegalStateException if the request before is not ended
     */
    public boolean begin(ByteBuffer out, Method method, String target, String authority, Fields fields) {
        Framing said = method.anticipatesBody() ? Framing.LENGTH : Framing.NONE;
        return begin(out, method, target, authority, fields, said, 0);
    }

    /**
     * As {@link #begin}, with a body of that many bytes.
     *
     * @throws IllegalArgumentException also if the length is negative
     */
    public boolean beginLength(
            ByteBuffer out, Method method, String target, String authority, Fields fields, long length) {
        HeadWriter.requireLength(length);
        return begin(out, method, target, authority, fields, Framing.LENGTH, length);
    }

    /** As {@link #begin}, with a body whose length shows only at its end. The server must be known to speak HTTP/1.1. */
    public boolean beginUnknownLength(ByteBuffer out, Method method, String target, String authority, Fields fields) {
        return begin(out, method, target, authority, fields, Framing.CHUNKED, 0);
    }

    private boolean begin(
            ByteBuffer out,
            Method method,
            String target,
            String authority,
            Fields fields,
            Framing framing,
            long length) {
        requireValid(target, authority, fields);
        int needed = method.bytes().length
                + target.length()
                + VERSION_AND_HOST.length
                + authority.length()
                + SPACE_AND_CRLF_BYTES
                + fields.wireBytes()
                + writer.framingBytes(framing, length)
                + HeadWriter.endBytes();
        if (!fits(out, needed)) {
            return false;
        }
        body.begin(framing, length);
        out.put(method.bytes());
        out.put(Octets.SP);
        writeAscii(out, target);
        out.put(VERSION_AND_HOST);
        writeAscii(out, authority);
        HeadWriter.writeEnd(out);
        fields.writeTo(out);
        writer.writeFraming(out, framing, length);
        HeadWriter.writeEnd(out);
        return true;
    }

    private static void requireValid(String target, String authority, Fields fields) {
        if (!Octets.isTarget(target)) {
            throw new IllegalArgumentException(
                    "a request target must be visible ASCII without '#': percent-encode the rest");
        }
        byte[] host = Octets.bytes(authority);
        if (!Authority.isValid(host, 0, host.length)) {
            throw new IllegalArgumentException(
                    "the authority must be a host and perhaps a port, as in example.org:8443");
        }
        if (fields.has(KnownField.HOST)) {
            throw new IllegalArgumentException("Host is written by the encoder, from the authority");
        }
        HeadWriter.requireNoFraming(fields);
    }

    private static void writeAscii(ByteBuffer out, String text) {
        for (int i = 0; i < text.length(); i++) {
            out.put((byte) text.charAt(i));
        }
    }
}
