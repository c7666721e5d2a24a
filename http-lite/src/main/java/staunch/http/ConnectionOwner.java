package staunch.http;

/** Hears when a client's connection has nothing to do. On its loop. */
interface ConnectionOwner {
    /** Whoever has the connection for itself needs no telling. */
    ConnectionOwner NONE = new ConnectionOwner() {
        @Override
        public void onIdle(ClientConnection connection) {}

        @Override
        public void onEnded(ClientConnection connection, Throwable reason) {}
    };

    /** It is open, or a response was whole, and nothing waits: it may be given the next request. */
    void onIdle(ClientConnection connection);

    /**
     * It has ended, was handed over, or was never made; called before those are told who wait for a response. Once.
     */
    void onEnded(ClientConnection connection, Throwable reason);
}
