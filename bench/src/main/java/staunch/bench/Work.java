package staunch.bench;

/** What a piece of work is, on one loop. Used on that loop's thread. */
interface Work {
    /** Gets ready, such as by making connections or collecting sessions, and then runs {@code ready}. */
    void prepare(Driver driver, Runnable ready);

    /** Begins one piece, which ends by {@link Piece#succeed} or {@link Piece#fail}, and {@link Piece#release}. */
    void begin(Piece piece);

    /** Nothing more is begun and nothing goes on: lets go of what was kept. */
    void end();
}
