package staunch.http.codec;

import java.nio.ByteBuffer;

/**
 * Writes responses into buffers that it is given, one response at a time: {@link #answer}, any number of {@link #interim},
 * then {@link #begin} or {@link #beginUnknownLength}, the body, {@link #end}. See {@link MessageEncoder}.
 *
 * <p>What is written of the body, and which fields frame it (RFC 9110 §9.3.2 and §15, RFC 9112 §6):
 *
 * <pre>
 *                        length known          length unknown
 *  1xx, 204              nothing               nothing
 *  304                   nothing               nothing
 *  2xx to CONNECT, 101   nothing, a tunnel     nothing, a tunnel
 *  to HEAD               Content-Length only   Transfer-Encoding only (1.0: nothing)
 *  to HTTP/1.1           Content-Length        chunks
 *  to HTTP/1.0           Content-Length        until close
 * </pre>
 */
public final class ResponseEncoder extends MessageEncoder {
    private static final byte[] DATE = Octets.bytes("Date: ");
    private static final byte[] CLOSE = Octets.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Octets.bytes("Connection: keep-alive\r\n");
    private static final byte[] NOTHING = {};
    private static final int CRLF_BYTES = 2;

    private Method method = Method.GET;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean keepAlive;

    /** An encoder at the beginning of a connection. */
    public ResponseEncoder() {}

    /**
     * Says what is answered.
     *
     * @param method the request's method; GET for one that could not be read
     * @param version the request's version
     * @param keepAlive whether the connection should outlive the response: the request's wish, and the server's
     * @throws IllegalStateException if the response before is not ended
     */
    public void answer(Method method, HttpVersion version, boolean keepAlive) {
        if (!body.isIdle()) {
            throw new IllegalStateException("the response before is not ended");
        }
        this.method = method;
        this.version = version;
        this.keepAlive = keepAlive;
    }

    /**
     * Writes an interim response. To a client of HTTP/1.0 nothing is written: it would not understand.
     *
     * @param status 1xx but 101
     * @return false if it did not fit
     * @throws IllegalArgumentException if the status is another, or a field frames a body
     */
    public boolean interim(ByteBuffer out, Status status, Fields fields) {
        if (!status.isInterim()) {
            throw new IllegalArgumentException("an interim response has a status of 1xx but 101, not " + status.code());
        }
        HeadWriter.requireNoFraming(fields);
        if (version == HttpVersion.HTTP_1_0) {
            return true;
        }
        if (!fits(out, status.line().length + fields.wireBytes() + HeadWriter.endBytes())) {
            return false;
        }
        out.put(status.line());
        fields.writeTo(out);
        HeadWriter.writeEnd(out);
        return true;
    }

    /**
     * Writes the head of a response whose body's length is known.
     *
     * @param status any but an interim one
     * @param fields without Content-Length and Transfer-Encoding. A Date in it is sent instead of {@code date}; a Connection
     *     in it is sent too, and its {@code close} obeyed
     * @param date now
     * @param length of the body, in bytes, from 0
     * @return false if it did not fit
     * @throws IllegalArgumentException if the fields frame the body, the status is an interim one, or the length negative
     * @throws IllegalStateException if the response before is not ended, or 101 answers HTTP/1.0
     */
    public boolean begin(ByteBuffer out, Status status, Fields fields, HttpDate date, long length) {
        HeadWriter.requireLength(length);
        return begin(out, status, fields, date, Framing.LENGTH, length);
    }

    /** As {@link #begin}, for a body whose length shows only at its end. */
    public boolean beginUnknownLength(ByteBuffer out, Status status, Fields fields, HttpDate date) {
        Framing streamed = version == HttpVersion.HTTP_1_1 ? Framing.CHUNKED : Framing.UNTIL_CLOSE;
        return begin(out, status, fields, date, streamed, 0);
    }

    private boolean begin(ByteBuffer out, Status status, Fields fields, HttpDate date, Framing wanted, long length) {
        requireFinal(status);
        HeadWriter.requireNoFraming(fields);
        boolean bodiless = status.isBodiless() || isTunnel(status);
        Framing said = bodiless ? Framing.NONE : wanted;
        Framing framing = isTunnel(status) ? Framing.TUNNEL : method.equals(Method.HEAD) ? Framing.NONE : said;
        boolean persists = keepAlive && framing != Framing.UNTIL_CLOSE && !asksToClose(fields);
        byte[] connection = connection(persists, framing, fields);
        boolean dated = !fields.has(KnownField.DATE);

        int needed = status.line().length
                + (dated ? DATE.length + HttpDate.wireBytes() + CRLF_BYTES : 0)
                + fields.wireBytes()
                + connection.length
                + writer.framingBytes(said, length)
                + HeadWriter.endBytes();
        if (!fits(out, needed)) {
            return false;
        }
        body.begin(framing, length);
        keepAlive = persists;
        out.put(status.line());
        if (dated) {
            writeDate(out, date);
        }
        fields.writeTo(out);
        out.put(connection);
        writer.writeFraming(out, said, length);
        HeadWriter.writeEnd(out);
        return true;
    }

    private void requireFinal(Status status) {
        if (status.isInterim()) {
            throw new IllegalArgumentException("an interim response is written by interim(), not as the final one");
        }
        if (status.code() == 101 && version == HttpVersion.HTTP_1_0) {
            throw new IllegalStateException("101 cannot answer an HTTP/1.0 request: ignore its Upgrade");
        }
    }

    private boolean isTunnel(Status status) {
        return status.code() == 101 || (method.equals(Method.CONNECT) && status.isSuccess());
    }

    private static boolean asksToClose(Fields fields) {
        return fields.has(KnownField.CONNECTION) && fields.hasMember("Connection", "close");
    }

    /** What is to be said of the connection besides what the fields say. */
    private byte[] connection(boolean persists, Framing framing, Fields fields) {
        if (framing == Framing.TUNNEL) {
            return NOTHING;
        }
        if (!persists) {
            return asksToClose(fields) ? NOTHING : CLOSE;
        }
        return version == HttpVersion.HTTP_1_0 ? KEEP_ALIVE : NOTHING;
    }

    private static void writeDate(ByteBuffer out, HttpDate date) {
        out.put(DATE);
        date.writeTo(out);
        HeadWriter.writeEnd(out);
    }

    /** Whether the connection outlives this response: if not, it must be closed behind it. From begin on. */
    public boolean keepAlive() {
        return keepAlive;
    }
}
