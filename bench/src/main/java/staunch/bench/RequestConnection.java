package staunch.bench;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import staunch.reactor.CloseCause;

/**
 * One connection that is kept, and made anew when the server ends it and another request is to be sent.
 *
 * <pre>
 *   CLOSED ──a request, or before the first──&gt; CONNECTING ──&gt; OPEN ──ended, by whomever──&gt; CLOSED
 * </pre>
 *
 * Requests that the server's {@code Connection: close} left unanswered are sent again; those that a connection took with it
 * in another way have failed. Used on its loop.
 */
final class RequestConnection {
    private final RequestWork work;
    private final Requests requests;
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private @Nullable Piece opening;
    private @Nullable RequestChannel channel;
    private boolean over;

    RequestConnection(RequestWork work, Requests requests) {
        this.work = work;
        this.requests = requests;
    }

    /** Connects before the first request, which counts as a piece of work of its own. */
    void open(Piece piece) {
        opening = piece;
        connect();
    }

    private void connect() {
        RequestChannel begun = new RequestChannel(this, requests);
        channel = begun;
        work.connect(begun);
    }

    void send(Piece piece) {
        if (channel != null && channel.takesRequests()) {
            channel.send(piece);
            return;
        }
        waiting.add(piece);
        if (channel == null) {
            connect();
        }
    }

    /** Nothing more is sent. */
    void end() {
        over = true;
        if (channel != null) {
            channel.close();
        }
    }

    // ---- what its channel tells ----

    /** For whom the handshake is made that is now done. */
    @Nullable
    Piece beneficiary() {
        return opening == null ? waiting.peek() : opening;
    }

    void opened(RequestChannel opened) {
        if (opening != null) {
            opening.succeed();
            opening.release();
            opening = null;
        }
        if (over) {
            opened.close();
        }
        while (opened.takesRequests() && !waiting.isEmpty()) {
            opened.send(waiting.remove());
        }
    }

    /** A request has been answered, well or badly. */
    void answered(Piece piece) {
        work.roomOn(this);
        piece.release();
    }

    /** The request was not seen by the server, and is to be sent on the next connection. */
    void sendAgain(Piece piece) {
        waiting.add(piece);
    }

    /** The channel is closed; whoever waited for it has failed, and whoever is to be sent again gets another one. */
    void closed(CloseCause cause, ErrorKind.Stage stage) {
        channel = null;
        if (opening != null) {
            opening.fail(ErrorKind.of(cause, stage));
            opening.release();
            opening = null;
        }
        if (stage != ErrorKind.Stage.OPEN) {
            fail(cause, stage);
        } else if (!waiting.isEmpty() && !over) {
            connect();
        }
    }

    private void fail(CloseCause cause, ErrorKind.Stage stage) {
        for (int left = waiting.size(); left > 0; left--) {
            Piece piece = waiting.remove();
            piece.fail(ErrorKind.of(cause, stage));
            answered(piece);
        }
    }
}
