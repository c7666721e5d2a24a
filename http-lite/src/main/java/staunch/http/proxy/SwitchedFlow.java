package staunch.http.proxy;

import java.nio.ByteBuffer;

/** Shows what goes through the tunnel behind a 101 as the bodies of its exchange. */
record SwitchedFlow(Flow flow) implements Tunnel.Listener {
    @Override
    public void onBytes(boolean up, ByteBuffer bytes, int start, int length) {
        ByteBuffer shown = bytes.slice(start, length);
        if (up) {
            flow.requestBody(shown);
        } else {
            flow.responseBody(shown);
        }
    }

    /** The bytes were counted as they went. */
    @Override
    public void onEnd(long upBytes, long downBytes, boolean whole) {
        flow.end(whole);
    }
}
