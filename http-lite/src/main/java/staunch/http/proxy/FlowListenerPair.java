package staunch.http.proxy;

import java.nio.ByteBuffer;

/** Two that hear the same, in this order. */
record FlowListenerPair(FlowListener first, FlowListener second) implements FlowListener {
    @Override
    public void onBegin(Flow flow) {
        first.onBegin(flow);
        second.onBegin(flow);
    }

    @Override
    public void onForwarded(Flow flow) {
        first.onForwarded(flow);
        second.onForwarded(flow);
    }

    @Override
    public void onRequestBody(Flow flow, ByteBuffer bytes) {
        first.onRequestBody(flow, bytes.duplicate());
        second.onRequestBody(flow, bytes);
    }

    @Override
    public void onRequestEnd(Flow flow) {
        first.onRequestEnd(flow);
        second.onRequestEnd(flow);
    }

    @Override
    public void onResponse(Flow flow) {
        first.onResponse(flow);
        second.onResponse(flow);
    }

    @Override
    public void onResponseBody(Flow flow, ByteBuffer bytes) {
        first.onResponseBody(flow, bytes.duplicate());
        second.onResponseBody(flow, bytes);
    }

    @Override
    public void onResponseEnd(Flow flow) {
        first.onResponseEnd(flow);
        second.onResponseEnd(flow);
    }

    @Override
    public void onNote(Flow flow, String note) {
        first.onNote(flow, note);
        second.onNote(flow, note);
    }

    @Override
    public void onEnd(Flow flow) {
        first.onEnd(flow);
        second.onEnd(flow);
    }
}
